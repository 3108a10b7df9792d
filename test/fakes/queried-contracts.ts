import { afterEach, beforeEach } from "vitest";
import { queryNetworkHere } from "../../remote/query-network";
import { FakeContracts, OLD, REGISTRY, ROOTS, twoRollups } from "./fake-contracts";

/** The network whose rollup is queried. */
export const question = { chainId: 11_155_111, registry: REGISTRY };
/** The answer, until a test moves the network to another rollup. */
export const canonical = { address: OLD, version: 1_821_665_230, genesisArchiveRoot: ROOTS[OLD] };

/** Runs contracts with two rollups for each test of a file. @returns the present ones, and a query to them */
export function useContracts() {
  let l1 = new FakeContracts(twoRollups());
  let url = "";
  beforeEach(async () => {
    l1 = new FakeContracts(twoRollups());
    url = await l1.start();
  });
  afterEach(() => {
    l1.stop();
  });
  return {
    get l1() {
      return l1;
    },
    get url() {
      return url;
    },
    query: (env: Record<string, string> = {}, more: object = {}) =>
      queryNetworkHere({ ...question, ...more }, { ETHEREUM_HOSTS: url, ...env }),
  };
}
