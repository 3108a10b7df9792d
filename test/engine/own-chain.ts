/** A private chain for the tests' stacks: an Ethereum with Aztec's contracts, on a Docker network. */
import { localL1, RELEASE } from "../../images/tags";
import { TEST_KEYS } from "../fixtures/samples";
import { LANE, portHere } from "./lane";
import { ensureNode, NODE } from "./test-image";
import { docker } from "./test-stack";

/** Its container, and the Docker network that it is in. */
export const L1 = `aztec-validator-test-l1-${LANE}`;

/** Port of a node's JSON-RPC on it, see {@link onChain}. */
export const RPC_PORT = portHere(18_090);

interface Chain {
  /** Another image of an L1. */
  readonly image?: string;
  /** Addresses that are in the committee at once. */
  readonly attesters?: readonly string[];
  /** Further addresses that get a balance. */
  readonly publishers?: readonly string[];
  /** How long transactions and blobs are kept. @default hours enough for a test */
  readonly keptHours?: number;
}

export async function startChain(chain: Chain = {}): Promise<void> {
  const { image = localL1(RELEASE).image, attesters = [], publishers = [], keptHours = 1.5 } = chain;
  await stopChain();
  await ensureNode();
  await docker("network", "create", L1);
  const variables = { ATTESTERS: attesters.join(","), PUBLISHERS: publishers.join(","), KEPT_HOURS: keptHours };
  const environment = Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  await docker("run", "--detach", "--name", L1, "--network", L1, ...environment, image);
}

export async function stopChain(): Promise<void> {
  await docker("rm", "--force", L1);
  if (await docker("network", "ls", "--quiet", "--filter", `name=^${L1}$`)) await docker("network", "rm", L1);
}

/** Settings of a sequencer that proposes on it, by their paths: the chain has no transactions. */
export const EMPTY_BLOCKS = { "sequencer.minTxPerBlock": 0, "sequencer.enforceTimeTable": false } as const;

/** Settings of a sequencer on it, by their paths. @param offset of its ports: another number for another node */
export function onChain(offset = 0): Record<string, unknown> {
  const { registry, chainId } = localL1(RELEASE);
  return {
    network: "custom",
    release: RELEASE,
    image: NODE,
    l1ChainId: chainId,
    "l1Contracts.registry": registry,
    dockerNetworks: [L1],
    memoryMb: 3072,
    readyTimeoutSeconds: 180,
    ethereumHosts: [`http://${L1}:8545`],
    l1ConsensusHosts: [`http://${L1}:5052`],
    "p2p.announceIp": "198.51.100.1",
    "p2p.port": portHere(21_410) + offset,
    rpcPort: RPC_PORT + offset,
    attesterPrivateKey: TEST_KEYS.attester,
  };
}

/** Moves the clock of the chain ahead, and mines a block there: its slots go on from that time. */
export async function moveClock(seconds: number): Promise<void> {
  const call = (method: string, ...params: number[]) =>
    `await fetch("http://127.0.0.1:8545", { method: "POST", body: ${JSON.stringify(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }))} });`;
  const script = `${call("evm_increaseTime", seconds)} ${call("evm_mine")}`;
  await docker("exec", L1, "node", "--input-type=module", "--eval", script);
}
