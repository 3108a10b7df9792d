/** The probe of a node's work, against the tests' own rollup contract and beacon server. */
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probeArgs, parseProbeResult } from "../probe/protocol";
import { attesterView, chainState, networkRollup, CONTRACT_CALLS } from "./contracts";
import { decodeRewards } from "./reward-calls";
import { decodeSignals } from "./signal-calls";
import { FakeHosts, ROLLUP } from "../../../test/fakes/fake-hosts";
import { useServer } from "../../../test/fixtures/server";
import { fakeRollup, PROPOSER, type RollupState } from "../../../test/fakes/fake-rollup";

const IN_SET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const WAITING = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const LEAVING = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB";
const OTHER = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const REGISTRY = "0x00000000000000000000000000000000000000AA";
const E18 = 10n ** 18n;
const ATTESTERS: RollupState["attesters"] = {
  [IN_SET.toLowerCase()]: [1, 200_000n * E18],
  [LEAVING.toLowerCase()]: [3, 0n, 198_000n * E18, 1_800_000_000],
};

const hosts = new FakeHosts();
/** A node that reports only its contracts and its last checkpoint. */
const node = useServer(({ body }) => {
  const { method } = JSON.parse(body) as { method: string };
  const l1ContractAddresses = {
    rollupAddress: ROLLUP,
    registryAddress: REGISTRY,
    governanceProposerAddress: PROPOSER,
  };
  const tip = { block: { number: checkpoint }, checkpoint: { number: checkpoint } };
  const tips = { proposed: { number: checkpoint }, checkpointed: tip, proven: tip };
  if (method.endsWith("NodeInfo")) return { body: { result: { l1ChainId: 1, l1ContractAddresses } } };
  return { body: { result: method.endsWith("Tips") ? tips : true } };
});
let checkpoint = 40;

beforeAll(() => hosts.start());

afterAll(() => {
  hosts.stop();
});

async function queryWork(
  changed: Partial<RollupState> = {},
  attesters = [IN_SET, WAITING, LEAVING],
  has: object = {},
  request: object = {},
) {
  hosts.have({ contracts: fakeRollup(ROLLUP, { attesters: ATTESTERS, ...changed }), ...has });
  const rpc = { port: node.port, prefix: "node" };
  const all = {
    rpc,
    attesters,
    publishers: [],
    work: CONTRACT_CALLS,
    blobEndpoints: ["blob_sidecars"],
    stdin: true,
    ...request,
  };
  const input = JSON.stringify({ ETHEREUM_HOSTS: hosts.url, L1_CONSENSUS_HOST_URLS: hosts.url });
  const { stdout } = await execa("node", probeArgs(all), { input });
  const { work } = parseProbeResult(stdout);
  if (!work) throw new Error("no work");
  return work;
}

describe("the rollup contract", () => {
  it("returns the state of the chain and of each attester", async () => {
    const work = await queryWork();
    expect(chainState(work)).toEqual({
      pending: 40,
      isPrunable: false,
      pendingSlot: 100,
      nextSlot: undefined,
      slot: 101,
      slotSeconds: 72,
      epochSlots: 32,
      attesterCount: 24,
      queue: { length: 0, perEpoch: 4, searched: 0 },
      proven: 30,
      provenSlot: 90,
      unprovenSlot: 91,
      stake: 200_000n * E18,
      leastStake: 190_000n * E18,
    });
    expect(attesterView(work, IN_SET)).toEqual({ state: "validating", stake: 200_000n * E18 });
    expect(attesterView(work, WAITING)).toEqual({ state: "none", stake: 0n });
    expect(attesterView(work, LEAVING)).toEqual({
      state: "exiting",
      stake: 0n,
      exit: { amount: 198_000n * E18, at: 1_800_000_000 },
    });
  });

  it("is queried by a few requests, whatever the number of attesters and the length of the queue", async () => {
    const many = Array.from({ length: 100 }, (_, index) => `0x${String(index).padStart(40, "a")}`);
    const queue = Array.from({ length: 500 }, (_, index) => `0x${String(index).padStart(40, "b")}`);
    await queryWork({ queue }, many);
    // Beside one for each attester's status: its own states, two checkpoints, the queue.
    expect(hosts.requests.filter((one) => one === "eth_call").length - many.length).toBe(3);
  });

  it("returns an attester's position in the entry queue", async () => {
    const queue = [LEAVING, OTHER, WAITING];
    const work = await queryWork({ queue });
    expect([attesterView(work, WAITING)?.place, attesterView(work, IN_SET)?.place]).toEqual([3, undefined]);
    expect(chainState(work)?.queue).toEqual({ length: 3, perEpoch: 4, searched: 3 });
  });

  it("has its queue searched up to position 200", async () => {
    const queue = Array.from({ length: 201 }, (_, index) => (index === 200 ? WAITING : OTHER));
    const work = await queryWork({ queue });
    expect([attesterView(work, WAITING)?.place, chainState(work)?.queue.searched]).toEqual([undefined, 200]);
  });

  it("returns the slot of the checkpoint that a node needs next", async () => {
    checkpoint = 35;
    expect(chainState(await queryWork())).toMatchObject({ pending: 40, nextSlot: 96 });
    checkpoint = 40;
  });

  it("does not count checkpoints that were not proven in time", async () => {
    const state = chainState(await queryWork({ prunable: true }));
    expect(state).toMatchObject({ pending: 30, pendingSlot: 100, nextSlot: undefined, isPrunable: true });
  });

  it("is called one by one on a chain without Multicall3", async () => {
    const work = await queryWork({ hasMulticall: false, queue: [WAITING] });
    expect(chainState(work)).toMatchObject({ pending: 40, pendingSlot: 100, attesterCount: 24 });
    expect(attesterView(work, WAITING)?.place).toBe(1);
  });

  it("of a node that the network has left: the network's rollup returns an attester's state there", async () => {
    const work = await queryWork({ canonical: OTHER });
    expect(networkRollup(work)).toBe(OTHER);
    expect([attesterView(work, WAITING)?.elsewhere, attesterView(work, IN_SET)?.elsewhere]).toEqual([
      "validating",
      undefined,
    ]);
  });
});

describe("the contracts", () => {
  it("return the rewards of coinbases, and their token", async () => {
    const rewards = { [IN_SET.toLowerCase()]: 350n * E18 };
    const work = await queryWork({ rewards }, [], {}, { coinbases: [IN_SET, OTHER] });
    expect(decodeRewards(work.rewards?.value)).toEqual({
      symbol: "FEE",
      decimals: 18,
      isClaimable: false,
      amounts: [
        { coinbase: IN_SET, amount: 350n * E18 },
        { coinbase: OTHER, amount: 0n },
      ],
    });
  });

  it("return the signals of a payload in the current round", async () => {
    const signals = [WAITING, 9] as const;
    const of = async (payload: string) =>
      decodeSignals((await queryWork({ signals }, [], {}, { payload })).signals?.value);
    expect(await of(WAITING)).toEqual({ round: 4, roundSlots: 25, quorum: 13, count: 9 });
    expect(await of(LEAVING)).toEqual({ round: 4, roundSlots: 25, quorum: 13, count: 0 });
  });

  it("are not called for rewards and signals that the request does not name", async () => {
    const { rewards, signals } = await queryWork({}, []);
    expect([rewards, signals]).toEqual([undefined, undefined]);
  });
});

describe("a beacon server", () => {
  it("is queried for one blob of the last checkpoint", async () => {
    const { blobs } = await queryWork({}, [], { logged: 2 });
    expect(blobs).toEqual([
      { server: hosts.host, block: 2, slot: 102, endpoint: "blob_sidecars", requested: 1, received: 1 },
    ]);
    expect(hosts.requests).toContain("GET /eth/v1/beacon/blob_sidecars/102?indices=0");
  });

  it("without the blob is reported", async () => {
    const { blobs } = await queryWork({}, [], { logged: 2, blobs: 0 });
    expect(blobs).toMatchObject([{ requested: 1, received: 0 }]);
  });

  it("is not queried if no checkpoint is recent", async () => {
    const { blobs } = await queryWork({}, [], {});
    expect(blobs).toEqual([]);
    expect(hosts.requests.join("\n")).not.toContain("sidecars");
  });
});
