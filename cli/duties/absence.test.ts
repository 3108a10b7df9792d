/** What a time without a ready node has cost, read from a stand-in of the chain. */
import { describe, expect, it } from "vitest";
import { type FakeDutyChain, fakeDutyDocker } from "../../test/fakes/fake-duty-chain";
import { describeAbsence, readAbsence } from "./absence";
import { dutySource } from "./chain";

const [A, B] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;
const GENESIS = 1_700_000_000;
const at = (slot: number, seconds = 0) => GENESIS + 12 * slot + seconds;

/** A is alone in the committee of even epochs, B in that of odd ones; slots 80 to 83 are epoch 20. */
function chainAt(now: number, changed: Partial<FakeDutyChain> = {}): FakeDutyChain {
  return {
    clock: { genesisTime: GENESIS, slotSeconds: 12, epochSlots: 4 },
    now,
    committee: (epoch) => [epoch % 2 === 0 ? A : B],
    checkpoints: [],
    ...changed,
  };
}

async function costOf(chain: FakeDutyChain, from: number, to: number, attesters: readonly string[] = [A]) {
  const source = await dutySource(fakeDutyDocker(chain), "node");
  const waits: number[] = [];
  const wait = (milliseconds: number) => {
    waits.push(milliseconds);
    chain.now += milliseconds / 1000;
    return Promise.resolve();
  };
  return { text: describeAbsence(await readAbsence(source, { from, to }, attesters, wait)), waits: waits.length };
}

describe("a time without a ready node", () => {
  it("names the slots that began in it and the proposals that were missed", async () => {
    const chain = chainAt(at(84), { checkpoints: [{ slot: 82, signers: [A] }] });
    const { text, waits } = await costOf(chain, at(80, 5), at(82, 2));
    expect(text).toBe(
      "2 slots (12 s each) began meanwhile: slots 81 and 82. Missed: 2 proposals of slots 80 and 81. Done: the proposal of slot 82.",
    );
    expect(waits).toBe(0);
  });

  it("is read on a chain that has just begun, far from its genesis", async () => {
    const chain = chainAt(at(84), { begun: at(79), checkpoints: [{ slot: 82, signers: [A] }] });
    const { text } = await costOf(chain, at(80, 5), at(82, 2));
    expect(text).toMatch(/ Missed: 2 proposals of slots 80 and 81\. Done: the proposal of slot 82\.$/);
  });

  it("had no duty if another validator was in the committee, or the epoch had none", async () => {
    const text = "1 slot (12 s) began meanwhile: slot 86. There was no duty.";
    expect((await costOf(chainAt(at(88)), at(85, 5), at(86, 2))).text).toBe(text);
    expect((await costOf(chainAt(at(88), { committee: () => [] }), at(85, 5), at(86, 2))).text).toBe(text);
  });

  it("has slots and no duties if the node has no attester", async () => {
    expect((await costOf(chainAt(at(84)), at(80, 5), at(80, 9), [])).text).toBe("No slot (12 s each) began meanwhile.");
  });

  it("waits for the end of a slot with a duty, because a checkpoint may still come", async () => {
    const chain = chainAt(at(80, 7), { checkpoints: [{ slot: 80, signers: [A] }] });
    const { text, waits } = await costOf(chain, at(79, 5), at(80, 2));
    expect(text).toBe("1 slot (12 s) began meanwhile: slot 80. Done: the proposal of slot 80.");
    expect(waits).toBe(5);
  });

  it("tells attestations apart by the signatures in the checkpoint", async () => {
    const others = ["c3", "d4"].map((byte) => `0x${byte.repeat(20)}`);
    const committee = () => [B, ...others, A];
    const checkpoints = [
      { slot: 79, signers: [A, B, ...others] },
      { slot: 80, signers: [B, ...others] },
      { slot: 81, signers: [B, A, ...others] },
    ];
    const { text } = await costOf(chainAt(at(84), { committee, checkpoints }), at(79, 11), at(81, 2));
    expect(text).toBe(
      "2 slots (12 s each) began meanwhile: slots 80 and 81. Missed: the attestation of slot 80. Done: the proposal of slot 79, the attestation of slot 81.",
    );
  });

  it("of days is read for its last 320 slots", async () => {
    const { text } = await costOf(chainAt(at(1000)), at(80, 5), at(990, 2));
    expect(text).toBe(
      "910 slots (12 s each) began meanwhile: slots 81 to 990. Missed: 160 proposals of slots between 672 and 987. The duties of its first 591 slots were not read.",
    );
  });
});

describe("a chain that does not answer", () => {
  it("is an error with the reason", async () => {
    await expect(costOf(chainAt(at(84), { silent: "ECONNREFUSED" }), at(80), at(81))).rejects.toThrow(
      "its L1 does not answer: ECONNREFUSED",
    );
  });

  it("is one if the command in the container prints something else", async () => {
    await expect(dutySource(() => Promise.resolve({ code: 0, text: "" }), "node")).rejects.toThrow(
      "its node does not answer: the answer cannot be read",
    );
  });

  it("that is hours behind is not waited for as long", async () => {
    const source = await dutySource(fakeDutyDocker(chainAt(at(80, 7))), "node");
    await expect(readAbsence(source, { from: at(78), to: at(83) }, [A], () => Promise.resolve())).rejects.toThrow(
      "its L1 has had no new block for 72 s",
    );
  });

  it("that has no new block while a slot with a duty is not over is one too", async () => {
    const source = await dutySource(fakeDutyDocker(chainAt(at(80, 7))), "node");
    await expect(readAbsence(source, { from: at(79), to: at(80) }, [A], () => Promise.resolve())).rejects.toThrow(
      "its L1 has had no new block for 68 s",
    );
  });
});
