/**
 * The development stack's validator at work, by `make up`: it proposes, `status` agrees with the L1's own events, another
 * coinbase and a vote are seen on the L1, the duties missed by a stop and an update are those that the L1 shows, and the
 * chain survives a kill of the L1. The tests build on each other, in this order.
 *
 * Not proven here: other validators in the committee (second-validator.test.ts), transactions and proofs.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type StatusReport, statusReportSchema } from "../../cli/health/status-report";
import { slotRange } from "../../cli/duties/duties";
import { StopRecord } from "../../cli/duties/stop-record";
import { nodeImage, RELEASE } from "../../images/tags";
import { checksumAddress } from "../../keys/addresses";
import { encodeWord } from "../../settings/network/rollup-calls";
import { costOnL1, downtimeIn, slotsOf } from "./downtime-on-l1";
import { L1Events } from "./l1-events";
import { buildOn } from "./test-image";
import { docker, type Ended, rpc, TestStack } from "./test-stack";

const stack = new TestStack("dev-test-validator");
const { container } = stack;
const l1 = `${container}-l1`;
const events = new L1Events(l1);
/** The release under another tag. */
const next = `aztec-validator-test/${stack.name}:${RELEASE}-next`;
let first: Ended;

/** An address that no transaction of the chain contains otherwise. */
const COINBASE = checksumAddress("c0ffee".padEnd(40, "1"));
const DUTY = { timeout: 200_000, interval: 1000 };
/** For a condition that a run of `status` has to show: each takes a second of a processor. */
const REPORT = { timeout: 200_000, interval: 4000 };

beforeAll(async () => {
  stack.configure();
  await stack.down();
  first = await stack.up();
});

afterAll(async () => {
  await stack.down();
  stack.forget();
  await docker("image", "rm", "--force", next);
});

async function status(): Promise<StatusReport> {
  const { stdout } = await stack.cli("status", "--json");
  return statusReportSchema.parse(JSON.parse(stdout));
}

/** Returns which of the checkpoints' slots the node has recorded: those after the slot in which it began to. */
async function recordedSlots(last = 0): Promise<number[]> {
  const { initialSlot } = z.object({ initialSlot: z.coerce.number() }).parse(await rpc("node_getValidatorsStats"));
  const slots = await events.slots();
  return slots.filter((slot) => slot > initialSlot && slot <= last);
}

const started = () => docker("inspect", container, "--format", "{{.Id}} {{.State.StartedAt}} {{.RestartCount}}");

describe("make up", () => {
  it("ends with a block that the validator proposed, and its checkpoint is on L1", async () => {
    expect(first.code, first.text).toBe(0);
    const line = /^ {2}validator {2}proposed block (\d+) in slot (\d+), checkpoint (\d+) on L1$/m.exec(first.text);
    const [block, slot, checkpoint] = (line?.slice(1) ?? []).map(Number);
    expect(block, first.text).toBeGreaterThan(0);
    expect((await events.checkpoints()).map(({ number }) => number)).toContain(checkpoint);
    expect(await events.slotOf(checkpoint ?? 0)).toBe(slot);
  });

  it("ends with the last checkpoint if the stack is up already", async () => {
    const before = await started();
    const again = await stack.up();
    expect(again.code, again.text).toBe(0);
    expect(again.text).toMatch(/validator {2}proposed block \d+ in slot \d+, checkpoint \d+ on L1/);
    expect(await started()).toBe(before);
  });
});

describe("status", () => {
  it("agrees with the L1's events: last checkpoint, slot of the last proposal, duties done", async () => {
    // The node's statistics follow the chain by a slot or two.
    await expect.poll(async () => (await status()).facts.attesters[0]?.lastProposal, REPORT).toBeTruthy();
    const before = await events.checkpoints();
    const { facts, verdict } = await status();
    const after = await events.checkpoints();
    expect(verdict).toBe("healthy");
    expect(facts.chain?.pendingCheckpoint).toBeGreaterThanOrEqual(before.at(-1)?.number ?? 0);
    expect(facts.chain?.pendingCheckpoint).toBeLessThanOrEqual(after.at(-1)?.number ?? 0);
    const [attester] = facts.attesters;
    const recorded = await recordedSlots(attester?.lastProposal?.slot);
    expect(recorded).toContain(attester?.lastProposal?.slot);
    const { missed = 0, total = 0 } = attester?.recentDuties ?? {};
    expect(total - missed).toBe(recorded.length);
  });

  it("agrees with the L1's events in each epoch: as many proposals were made as there are checkpoints", async () => {
    const { facts } = await status();
    const [attester] = facts.attesters;
    const recorded = await recordedSlots(attester?.lastProposal?.slot);
    const epochSlots = await events.number("getEpochDuration()");
    expect(facts.chain?.epochSlots).toBe(epochSlots);
    const made = (attester?.epochs ?? []).map(({ epoch, proposals }) => [epoch, proposals.total - proposals.missed]);
    const onL1 = (epoch: number) => recorded.filter((slot) => Math.floor(slot / epochSlots) === epoch).length;
    expect(made.length).toBeGreaterThan(0);
    expect(made).toEqual(made.map(([epoch = 0]) => [epoch, onL1(epoch)]));
  });

  it("agrees with the L1 about the next proposal, and about the rewards", async () => {
    let report = await status();
    // A busy L1 may not answer in time.
    const isKnown = ({ facts }: StatusReport) => Boolean(facts.nextDuty?.proposal && facts.rewards);
    await expect.poll(async () => isKnown((report = await status())), REPORT).toBe(true);
    const { facts } = report;
    const [attester] = facts.attesters;
    const { proposal = null } = facts.nextDuty ?? {};
    expect(await events.proposerOf(proposal?.slot ?? 0)).toBe(proposal?.attester.toLowerCase());
    const seconds = await events.number("getTimestampForSlot(uint256)", proposal?.slot ?? 0);
    expect(proposal?.time).toBe(new Date(seconds * 1000).toISOString());
    const coinbase = attester?.address ?? "";
    const amount = String(await events.rewardsOf(coinbase));
    expect(facts.rewards).toEqual({
      symbol: "FEE",
      decimals: 18,
      claimable: false,
      coinbases: [{ address: coinbase, amount }],
    });
  });

  it("has the publisher's balance of the L1", async () => {
    const { facts } = await status();
    const [publisher] = facts.publishers;
    const now = BigInt(String(await events.query("eth_getBalance", publisher?.address, "latest")));
    // It only pays: each checkpoint costs a fee.
    expect(BigInt(publisher?.balanceWei ?? 0)).toBeGreaterThanOrEqual(now);
    expect(now).toBeGreaterThan(99n * 10n ** 18n);
  });
});

describe("another coinbase", () => {
  /** Returns whether each checkpoint after a slot has the coinbase in the data of its proposal. */
  const isNamed = async (after: number) => {
    const all = await events.checkpoints();
    const slots = await events.slots();
    const inputs = await Promise.all(all.filter((_, at) => (slots[at] ?? 0) > after).map((one) => events.inputOf(one)));
    return inputs.map((input) => input.toLowerCase().includes(encodeWord(COINBASE)));
  };

  it("is that of each checkpoint that the node prepares from then on, and the node does not restart", async () => {
    const node = await started();
    const first = await events.slotOf(1);
    expect(new Set(await isNamed(first - 1))).toEqual(new Set([false]));
    stack.configure({ coinbase: COINBASE });
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    // The node prepares a checkpoint before its slot begins, so the next one may have been under way.
    const slot = (await events.number("getCurrentSlot()")) + 1;
    await expect.poll(async () => (await isNamed(slot)).length, DUTY).toBeGreaterThan(0);
    expect(new Set(await isNamed(slot))).toEqual(new Set([true]));
    const { facts } = await status();
    expect(facts.attesters.map(({ coinbase }) => coinbase)).toEqual([COINBASE]);
    expect(await started()).toBe(node);
  });
});

describe("a vote", () => {
  it("is counted by the L1's governance in the node's slots without a restart, and status agrees", async () => {
    const payload = checksumAddress((await events.contracts()).registryAddress);
    const node = await started();
    await stack.cli("vote", payload);
    await expect.poll(async () => (await events.signals()).length, DUTY).toBeGreaterThan(1);
    let [before, report] = [await events.signals(), await status()];
    const counted = async () => {
      [before, report] = [await events.signals(), await status()];
      return report.facts.vote?.signals ?? 0;
    };
    // A signal of the round before does not count.
    await expect.poll(counted, REPORT).toBeGreaterThan(1);
    const { vote } = report.facts;
    const after = await events.signals();
    expect(new Set(after.map((one) => one.payload))).toEqual(new Set([payload.toLowerCase()]));
    expect(vote).toMatchObject({ payload, quorum: 151 });
    const ofRound = (all: typeof after) => all.filter(({ round }) => round === vote?.round).length;
    expect(vote?.signals).toBeGreaterThanOrEqual(ofRound(before));
    expect(vote?.signals).toBeLessThanOrEqual(ofRound(after));
    expect(await started()).toBe(node);
  });
});

describe("what a time without a node has cost", () => {
  const attester = async () => (await status()).facts.attesters[0]?.address ?? "";

  it("is printed by start, and is what the L1's events show", async () => {
    const own = await attester();
    await stack.cli("stop");
    const from = new StopRecord(stack.name).read() ?? 0;
    const called = Date.now() / 1000;
    const { stderr } = await stack.cli("start");
    const cost = /^It had no node for .* UTC to .* UTC\. (.*)$/m.exec(stderr)?.[1];
    // The node was ready while the command ran.
    const [first = 0] = await slotsOf(events, from, from);
    const lasts = await slotsOf(events, called, Date.now() / 1000);
    const possible = await Promise.all(lasts.map((last) => costOnL1(events, own, slotRange(first, last))));
    expect(possible, stderr).toContain(cost);
    expect(cost).toMatch(/Missed: (the proposal|\d+ proposals) of slots? \d+/);
  });

  it("is printed by update, and is what the L1's events show", async () => {
    const own = await attester();
    await buildOn(nodeImage(RELEASE), next, 'LABEL test="next"');
    const { stderr } = await stack.cli("update", "--image", next, "--yes");
    const { cost, from, to } = downtimeIn(stderr);
    expect(cost, stderr).toBe(await costOnL1(events, own, await slotsOf(events, from, to)));
  });
});

describe("an L1 that is killed", () => {
  it("comes back with the same chain, and the node proposes again without a restart", async () => {
    // The chain is saved every 30 seconds: by now the first checkpoint is.
    await expect.poll(() => events.lastNumber(), DUTY).toBeGreaterThan(4);
    const [before] = await events.checkpoints();
    const last = await events.lastNumber();
    const node = await started();
    await docker("kill", l1);
    await docker("start", l1);
    await expect.poll(() => events.lastNumber(), DUTY).toBeGreaterThan(last);
    expect((await events.checkpoints())[0]).toEqual(before);
    expect(await started()).toBe(node);
  });
});
