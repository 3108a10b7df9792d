/** The report of `update` when there is nothing to update to: the network's answer, and a step that has to be named. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { upToDateLines, reportUpToDate } from "./up-to-date";
import type { UpdateRequest } from "./plan";
import type { DockerRunner } from "../../remote/docker";
import type { CheckAnswer } from "../../remote/wait-ready";
import { OperatorError } from "../../terminal/output";
import { runCommand } from "../../remote/command";
import { acceptedConfig, configOf, mainnet } from "../../test/fixtures/stacks";
import { FakeContracts, REGISTRY } from "../../test/fakes/fake-contracts";
import { container } from "../../test/fakes/observation";

const V5 = "0x91fF8bbD8Ebb07893010D50A48A1609e5EBd8E34";
const UNKNOWN = "0x1111111111111111111111111111111111111111";
const root = `0x${"1a".repeat(32)}`;
const rollups = { [V5]: { version: 4_248_422_647, root }, [UNKNOWN]: { version: 7, root } };
const rollupAddress = V5;

let l1: FakeContracts;
let url: string;

beforeEach(async () => {
  const node = { nodeVersion: "5.2.0", rollupVersion: 4_248_422_647, l1ContractAddresses: { rollupAddress } };
  const config = { mainnet: { registryAddress: REGISTRY } };
  l1 = new FakeContracts({ chainId: 1, canonical: UNKNOWN, rollups, proposals: [], node, config });
  url = await l1.start();
});
afterEach(() => {
  l1.stop();
  vi.restoreAllMocks();
});

/** A Docker whose containers run on this machine; its node answers, and reads the network's configuration here. */
const cli: DockerRunner = ([verb = "", ...rest]) => {
  const port = new URL(url).port;
  const Healthcheck = { Test: ["CMD", "node", "-e", "", port, "aztec"] };
  const node = { ...container, Config: { ...container.Config, Healthcheck } };
  if (verb === "container") return Promise.resolve({ code: 0, text: JSON.stringify(node) });
  const env = [`ETHEREUM_HOSTS=${url}`, `NETWORK_CONFIG_LOCATION=${l1.origin()}/network_config.json`];
  return runCommand(["env", ...env, process.execPath, ...rest.slice(rest.indexOf("-e"))], 20_000);
};

const { settings } = acceptedConfig(configOf(mainnet));
const current = { stack: "m", release: "5.2.0", settings, upCommand: "pulumi up --stack m" };

const READY: CheckAnswer = { facts: { nodeVersion: "5.2.0" }, reason: "" };
const STANDBY: CheckAnswer = { reason: "the node is in standby", isStandby: true };

async function reportOf(request: UpdateRequest, check = READY, of = current): Promise<string[]> {
  const log = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const node = { docker: ["docker"], container: "c", volume: "v", cli };
  const error: unknown = await reportUpToDate(of, request, node, check).catch((thrown: unknown) => thrown);
  const text = log.mock.calls.map(([part]) => String(part)).join("");
  log.mockRestore();
  return `${text}${error instanceof OperatorError ? error.message : ""}`.trimEnd().split("\n");
}

describe("an update that has nothing to do", () => {
  const first = "m runs 5.2.0, the newest known 5.x release: nothing to update to.";
  const proposal = [
    "  The release proposed for mainnet is 6.0.0. It is a major step, so name it:",
    "    → aztec-validator update 6.0.0 --stack m",
  ];

  it("reports that the network has moved, and the command of the major step", async () => {
    expect(await reportOf({})).toEqual([
      first,
      `  network: the network has moved to rollup ${UNKNOWN} (version 7); this node serves version 4248422647`,
      "    → aztec-validator update 6.0.0 --stack m",
    ]);
  });

  it("proposes no other release if the network runs the rollup that the node serves", async () => {
    l1.chain.canonical = V5;
    const runs = `  network: runs rollup ${V5} (version 4248422647), which this node serves`;
    expect(await reportOf({})).toEqual([first, runs]);
    l1.chain.config = { mainnet: { registryAddress: REGISTRY, nodeVersion: "6.0.0" } };
    expect(await reportOf({})).toEqual([
      ...[first, runs, "  release: the network recommends 6.0.0, this node runs 5.2.0"],
      "    → aztec-validator update 6.0.0 --stack m",
    ]);
  });

  it("names the proposed release if the network cannot be queried", async () => {
    l1.chain.headAge = 999_999;
    expect((await reportOf({})).slice(2)).toEqual(proposal);
    expect(upToDateLines(current, [])).toEqual([first, ...proposal]);
    expect(upToDateLines(current, [], true)[0]).toBe(
      "m runs 5.2.0, and no newer patch release is known: nothing to update to.",
    );
  });

  it("does not query the network if the release was named", async () => {
    expect(await reportOf({ release: "5.2.0" })).toEqual(["m runs the requested release already: nothing to do."]);
    expect(l1.calls).toBe(0);
  });

  it("names the one release of a local network, and does not query the network", async () => {
    const local = { ...current, release: "4.1.2", settings: { ...settings, network: "local" as const } };
    expect(await reportOf({}, READY, local)).toEqual([
      "m runs 4.1.2, the only release for a local network: nothing to update to.",
    ]);
    expect(l1.calls).toBe(0);
  });

  describe("and whose node is not ready,", () => {
    const notReady = [
      "The node of m is not ready: the node is in standby. Its settings select 5.2.0 already, so there is nothing to update.",
      "  To see why it is not ready: aztec-validator logs --stack m",
      "  To start it again, and wait for it: aztec-validator start --stack m",
    ];

    it("fails, after the command of the step that the network needs", async () => {
      expect((await reportOf({}, STANDBY)).slice(2)).toEqual([
        "    → aztec-validator update 6.0.0 --stack m",
        ...notReady,
      ]);
    });

    it("fails without saying that it runs the requested release", async () => {
      expect(await reportOf({ release: "5.2.0" }, STANDBY)).toEqual(notReady);
    });

    it("succeeds if the settings let it stand by", async () => {
      const standingBy = { ...current, settings: { ...settings, allowOtherRollup: true } };
      expect(await reportOf({ release: "5.2.0" }, STANDBY, standingBy)).toEqual([
        "m runs the requested release already: nothing to do.",
      ]);
    });
  });
});
