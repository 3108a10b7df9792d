/** Slots and duties of a time without a ready node, and their description. */
import { describe, expect, it } from "vitest";
import { describeOutcomes, describeSlots, formatDuties, formatSlots } from "./describe";
import { type ChainDuties, countDuties, dutiesIn, type DutyResult, resultOf, slotRange, slotsBegunIn } from "./duties";

const [A, B, C, D] = ["a", "b", "c", "d"].map((digit) => `0x${digit.repeat(40)}`) as [string, string, string, string];
const clock = { genesisTime: 1000, slotSeconds: 12, epochSlots: 4 };

/** A chain with committees of epochs 1 to 3; in epoch 1, slots 4 to 7, all four validators are in the committee. */
const chain: ChainDuties = {
  clock,
  committees: new Map([
    [1, [A, B, C, D]],
    [2, [B]],
    [3, []],
  ]),
  proposers: new Map([
    [4, A.toUpperCase().replace("X", "x")],
    [5, B],
    [6, C],
    [7, A],
  ]),
  checkpoints: [
    { slot: 4, signers: [A, B, C] },
    { slot: 5, signers: [B, C, D] },
    { slot: 6, signers: undefined },
  ],
};

describe("slots", () => {
  it("that begin in a time are those after its first moment, up to its last", () => {
    expect(slotsBegunIn(clock, { from: 1000, to: 1011.9 })).toEqual([]);
    expect(slotsBegunIn(clock, { from: 1011.9, to: 1012 })).toEqual([1]);
    expect(slotsBegunIn(clock, { from: 1005, to: 1040 })).toEqual([1, 2, 3]);
    expect(slotRange(3, 2)).toEqual([]);
  });

  it.each([
    { slots: [318], text: "slot 318" },
    { slots: [318, 319], text: "slots 318 and 319" },
    { slots: [318, 319, 320], text: "slots 318 to 320" },
    { slots: [318, 320, 322], text: "slots 318, 320 and 322" },
    { slots: [1, 3, 5, 7, 9, 11], text: "slots between 1 and 11" },
  ])("$slots are $text", ({ slots, text }) => {
    expect(formatSlots(slots)).toBe(text);
  });

  it("are described with their length", () => {
    expect(describeSlots([], 72)).toBe("No slot (72 s each) began meanwhile.");
    expect(describeSlots([318], 12)).toBe("1 slot (12 s) began meanwhile: slot 318.");
    expect(describeSlots([318, 319], 12)).toBe("2 slots (12 s each) began meanwhile: slots 318 and 319.");
  });
});

describe("the duties of an attester", () => {
  const slots = slotRange(4, 15);

  it("are its proposals, and attestations in the other slots of its epochs", () => {
    expect(dutiesIn(chain, slots, [A]).map(({ kind, slot }) => `${kind} ${slot}`)).toEqual([
      "proposal 4",
      "attestation 5",
      "attestation 6",
      "proposal 7",
    ]);
    expect(dutiesIn(chain, slots, [B]).map(({ slot }) => slot)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect(dutiesIn(chain, slotRange(8, 15), [A])).toEqual([]);
  });

  it.each<{ of: string; attester: string; slot: number; result: DutyResult; absence?: { from: number; to: number } }>([
    { of: "a proposal with a checkpoint", attester: A, slot: 4, result: "done" },
    { of: "a proposal without one", attester: A, slot: 7, result: "missed" },
    { of: "an attestation in the checkpoint", attester: D, slot: 5, result: "done" },
    { of: "an attestation that is not in it: others are enough", attester: D, slot: 4, result: "unknown" },
    {
      of: "one of a slot that began and ended without the node",
      attester: D,
      slot: 4,
      result: "missed",
      absence: { from: 1048, to: 1060 },
    },
    {
      of: "one of a slot of which the node had a part",
      attester: D,
      slot: 4,
      result: "unknown",
      absence: { from: 1048, to: 1059 },
    },
    { of: "an attestation in a slot without a checkpoint", attester: B, slot: 7, result: "none" },
    { of: "an attestation in a checkpoint that cannot be read", attester: B, slot: 6, result: "unknown" },
  ])("$of: $result", ({ attester, slot, result, absence }) => {
    const [duty] = dutiesIn(chain, [slot], [attester]);
    if (!duty) throw new Error("no duty");
    expect(resultOf(duty, chain, absence)).toBe(result);
  });

  it("that more signed than the contract needs is missed by who did not sign", () => {
    const many = { ...chain, committees: new Map([[1, [A, B, C, D, `0x${"e".repeat(40)}`]]]) };
    const checkpoints = [{ slot: 4, signers: [A, B, C, `0x${"e".repeat(40)}`] }];
    const [duty] = dutiesIn(many, [4], [D]);
    if (!duty) throw new Error("no duty");
    expect(resultOf(duty, { ...many, checkpoints })).toBe("unknown");
    const all = [{ slot: 4, signers: [A, B, C, `0x${"e".repeat(40)}`, `0x${"f".repeat(40)}`] }];
    expect(resultOf(duty, { ...many, checkpoints: all })).toBe("missed");
  });

  it("are counted and described", () => {
    const outcomes = dutiesIn(chain, slotRange(4, 7), [A, D]).map((duty) => ({
      ...duty,
      result: resultOf(duty, chain),
    }));
    expect(countDuties(outcomes, "proposal")).toEqual({ due: 2, done: 1, missed: 1 });
    expect(countDuties(outcomes, "attestation")).toEqual({ due: 5, done: 1, missed: 0 });
    expect(describeOutcomes(outcomes)).toBe(
      "Missed: the proposal of slot 7. Done: the proposal of slot 4, the attestation of slot 5. Unknown: 4 attestations of slots 4 to 6: L1 has only as many signatures as it needs, not those of everyone who attested.",
    );
    expect(describeOutcomes([])).toBe("There was no duty.");
    expect(formatDuties([])).toBe("");
  });
});
