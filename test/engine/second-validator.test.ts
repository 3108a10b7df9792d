/**
 * Two stacks of one chain, by `make`: a second validator joins the first one's chain, both are needed for each checkpoint,
 * also while a quarter of the packets between them are lost, and when the second one is taken down the first one goes on. The
 * tests build on each other, in this order.
 *
 * Not proven here: more than two validators. `tsx test/bench/faults.ts packets` measures what more lost packets cost.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { docker, type Ended, rpc, RPC_PORT, type TestStack } from "./test-stack";
import { ValidatorPair } from "./validator-pair";

const pair = new ValidatorPair("dev-test-two");
const { first, second, events } = pair;
/**
 * Until each of two validators has had a turn, on a busy machine. Nodes that are too slow for their slots penalize each
 * other, and may disconnect for some minutes.
 */
const TURN = { timeout: 600_000, interval: 1000 };
/** Of a test that waits twice. */
const LIMIT = { timeout: 1_500_000 };
/**
 * The attestations of a committee of two, both with signatures, in the data of a proposal: a bitmap of one byte with its
 * first two bits set, then the length of two signatures, 130 bytes.
 */
const BOTH_SIGNED = /0{62}01c0{63}0{62}82/;

let joined: Ended;

beforeAll(async () => {
  joined = await pair.begin();
});

afterAll(() => pair.remove());

/** Returns the addresses of a stack's keys, as `keys show` prints them. */
async function factsOf(stack: TestStack) {
  const { stdout } = await stack.cli("keys", "show");
  const [, attester = "", , , peerId] = stdout.split(/\s+/);
  return { attester: attester.toLowerCase(), peerId };
}

/** Returns the ids of a node's peers. */
async function peersOf(port: number): Promise<string[]> {
  const peers = z.array(z.looseObject({ id: z.string() })).parse(await rpc("p2p_getPeers", port));
  return peers.map(({ id }) => id);
}

const attesters = async () => (await Promise.all([first, second].map(factsOf))).map(({ attester }) => attester);
const now = async () => Number(z.object({ timestamp: z.string() }).parse(await latest()).timestamp);
const latest = () => events.query("eth_getBlockByNumber", "latest", false);

/** Returns who proposed the last checkpoint. */
async function lastProposer(): Promise<string> {
  return events.proposerOf(await events.slotOf(await events.lastNumber()));
}

describe("a second validator", LIMIT, () => {
  it("comes up with a block that it proposed on the first one's chain", () => {
    expect(joined.code, joined.text).toBe(0);
    expect(joined.text).toMatch(/^ {2}validator {2}proposed block \d+ in slot \d+, checkpoint \d+ on L1$/m);
  });

  it("has the first one as its peer, and is its peer", async () => {
    const [one, two] = [await factsOf(first), await factsOf(second)];
    await expect.poll(() => peersOf(RPC_PORT), TURN).toEqual([two.peerId]);
    await expect.poll(() => peersOf(RPC_PORT + 1), TURN).toEqual([one.peerId]);
  });

  it("is in the committee with the first one, in the same epoch", async () => {
    expect(await events.committeeAt(await now())).toEqual((await attesters()).sort());
  });

  it("attests for the first one's checkpoints, and the first one for its own", async () => {
    const seen = new Set<string>();
    const collect = async () => seen.add(await lastProposer()).size;
    await expect.poll(collect, TURN).toBe(2);
    expect([...seen].sort()).toEqual((await attesters()).sort());
    const [last] = (await events.checkpoints()).slice(-1);
    expect(last && (await events.inputOf(last))).toMatch(BOTH_SIGNED);
  });
});

describe("two validators that lose a quarter of the packets between them", LIMIT, () => {
  const { begin, end } = pair.packetLoss(25);

  it("stay peers, and go on with checkpoints that both have signed", async () => {
    await begin();
    const before = await events.lastNumber();
    await expect.poll(() => events.lastNumber(), TURN).toBeGreaterThan(before + 2);
    await end?.();
    const { findings } = await second.status();
    expect(findings.find(({ check }) => check === "peers")?.message).toBe("1 connected");
  });
});

describe("make down", LIMIT, () => {
  it("refuses to remove a chain that another stack has joined", async () => {
    const { code, text } = await first.down();
    expect(code).toBe(1);
    expect(text).toContain(`make down STACK=${second.name}`);
    expect(await docker("inspect", events.l1, "--format", "{{.State.Running}}")).toBe("true");
  });

  it("of the second one takes its attester out of the committee, and blocks go on", async () => {
    const { attester } = await factsOf(first);
    await second.succeeds("down");
    const before = await events.number("getCurrentSlot()");
    const lastSlot = async () => events.slotOf(await events.lastNumber());
    await expect.poll(lastSlot, TURN).toBeGreaterThan(before);
    expect(await events.committeeAt(await now())).toEqual([attester]);
    expect(await lastProposer()).toBe(attester);
  });
});
