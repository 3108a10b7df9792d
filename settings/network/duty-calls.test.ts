/** Calls about duties: exact call data, and decoded results of a chain of release 4.1.2. */
import { describe, expect, it } from "vitest";
import { PROPOSAL_SIGNERS, PROPOSE_TRANSACTION, PROPOSED_ARCHIVE } from "../../test/fixtures/propose-transaction";
import * as abi from "./duty-calls";
import { encodeWord } from "./rollup-calls";

const clock = { genesisTime: 1_795_970_050, slotSeconds: 12, epochSlots: 4 };
const result = (...words: (bigint | string)[]) => `0x${words.map(encodeWord).join("")}`;

describe("call data", () => {
  it("is that of the rollup contract of release 4.1.2", () => {
    expect(abi.CLOCK_CALLS.genesisTime).toBe("0x723d8e96");
    expect(abi.committeeCall(328)).toBe(`0x69457a6f${encodeWord(328n)}`);
    expect(abi.proposerCall(clock, 1314)).toBe(`0xc27f08b5${encodeWord(1_795_985_818n)}`);
    expect(abi.CHECKPOINT_PROPOSED).toBe("0x6ff492bf2b4ca1b93a175167d14b3e46085b935cab3f39ca94013000799b93a0");
    expect([abi.NOT_FIXED, abi.NO_COMMITTEE]).toEqual(["0x78dbabae", "0xf4f28e99"]);
  });
});

describe("the clock of slots", () => {
  it("is decoded from three results", () => {
    const results = { genesisTime: result(1_795_970_050n), slotSeconds: result(12n), epochSlots: result(4n) };
    expect(abi.decodeSlotClock(results)).toEqual(clock);
    expect(abi.decodeSlotClock({ ...results, slotSeconds: "0x" })).toBeUndefined();
    expect(abi.decodeSlotClock({ ...results, epochSlots: result(0n) })).toBeUndefined();
  });

  it("relates times, slots and epochs", () => {
    expect(abi.startOfSlot(clock, 1314)).toBe(1_795_985_818);
    expect([1_795_985_817, 1_795_985_818, 1_795_985_829].map((time) => abi.slotAt(clock, time))).toEqual([
      1313, 1314, 1314,
    ]);
    expect([1311, 1312, 1315].map((slot) => abi.epochOf(clock, slot))).toEqual([327, 328, 328]);
  });
});

describe("a result", () => {
  it("is decoded as a committee", () => {
    const [first, second] = PROPOSAL_SIGNERS;
    expect(abi.decodeCommittee(result(32n, 2n, first, second))).toEqual([first, second]);
    expect(abi.decodeCommittee(result(32n, 0n))).toEqual([]);
    for (const hex of ["0x", result(32n), result(32n, 3n, first), result(32n, 1n, 2n ** 200n)])
      expect(abi.decodeCommittee(hex)).toBeUndefined();
  });

  it("is decoded as the slot of a checkpoint", () => {
    expect(abi.decodeCheckpointSlot(result(...Array<bigint>(6).fill(0n), 1359n, 0n))).toBe(1359);
    expect(abi.decodeCheckpointSlot("0x")).toBeUndefined();
  });
});

describe("the signers of a checkpoint", () => {
  it("are found in the transaction that proposed it, by its archive root", () => {
    expect(abi.decodeSigners(PROPOSE_TRANSACTION, PROPOSED_ARCHIVE)).toEqual(PROPOSAL_SIGNERS);
  });

  it("are undefined if the transaction proposes another one, or is cut off", () => {
    expect(abi.decodeSigners(PROPOSE_TRANSACTION, `0x${"1b".repeat(32)}`)).toBeUndefined();
    for (const length of [900, 1500, 2200])
      expect(abi.decodeSigners(PROPOSE_TRANSACTION.slice(0, length), PROPOSED_ARCHIVE)).toBeUndefined();
  });

  it("are two thirds of the committee and one at least", () => {
    expect([1, 2, 3, 4, 24, 48].map(abi.quorum)).toEqual([1, 2, 3, 3, 17, 33]);
  });
});
