/** The coming duties of a validator, and the wait for a time without one, on a stand-in of the chain. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeDutyChain, fakeDutyDocker } from "../../test/fakes/fake-duty-chain";
import { dutySource } from "./chain";
import { findGap, waitForQuiet } from "./quiet";
import { readComing, type Schedule } from "./schedule";
import { describeComing } from "./stack-duties";

const [A, B] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;
/** 22:13:20 UTC. Slots 80 to 83 are epoch 20, which begins at 22:29:20. */
const GENESIS = 1_700_000_000;
const clock = { genesisTime: GENESIS, slotSeconds: 12, epochSlots: 4 };
const at = (slot: number, seconds = 0) => GENESIS + 12 * slot + seconds;

/** A is alone in the committee of even epochs, B in that of odd ones. */
const alternating = (epoch: number) => [epoch % 2 === 0 ? A : B];

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stderr, "write").mockImplementation((line) => {
    lines.push(String(line).trimEnd());
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function schedule(chain: FakeDutyChain): Promise<Schedule> {
  return readComing(await dutySource(fakeDutyDocker(chain), "node"), [A]);
}

/** Waits on a chain whose time goes on while the wait sleeps. @returns when the gap began, after seconds */
async function waited(committee: FakeDutyChain["committee"], from: number, seconds: number, limit?: number) {
  const chain: FakeDutyChain = { clock, now: from, committee, checkpoints: [] };
  const wait = (time: number) => {
    chain.now += time;
    return Promise.resolve();
  };
  const quiet = { stack: "mine", read: () => schedule(chain), seconds, limit, wait, elapsed: () => chain.now };
  await waitForQuiet(quiet);
  return chain.now - from;
}

describe("coming duties", () => {
  it("are those of the current epoch and the next: later committees are not decided", async () => {
    const coming = await schedule({ clock, now: at(82, 1), committee: alternating, checkpoints: [] });
    expect(coming.duties.map(({ slot }) => slot)).toEqual([82, 83]);
    expect(coming.lastKnown).toBe(87);
    expect(describeComing(coming)).toBe(
      "Its duties in the next 72 s, to slot 87: 2 proposals of slots 82 and 83. Later ones are not decided.",
    );
  });

  it("may be none", async () => {
    const coming = await schedule({ clock, now: at(82), committee: () => [B], checkpoints: [] });
    expect(describeComing(coming)).toBe("Its duties in the next 72 s, to slot 87: none. Later ones are not decided.");
  });
});

describe("a gap", () => {
  const duties = [83, 84, 88].map((slot) => ({ kind: "proposal" as const, slot, attester: A }));
  const known = { clock, now: at(81, 2), lastKnown: 91, duties };

  it.each([
    { seconds: 22, gap: at(81, 2) },
    { seconds: 23, gap: at(85) },
    { seconds: 36, gap: at(85) },
    { seconds: 37, gap: undefined },
  ])("of $seconds s begins now, after a slot with a duty, or not in the known slots", ({ seconds, gap }) => {
    expect(findGap(known, seconds)).toBe(gap);
  });

  it("does not begin while a slot with a duty is under way", () => {
    expect(findGap({ ...known, now: at(83, 5) }, 1)).toBe(at(85));
  });

  it("may last to the end of the known slots", () => {
    expect(findGap({ ...known, now: at(88, 5) }, 36)).toBe(at(89));
    expect(findGap({ ...known, now: at(88, 5), lastKnown: 90 }, 36)).toBeUndefined();
  });
});

describe("a wait for quiet", () => {
  it("reads the chain again at once if the L1's next block is late", async () => {
    const times: number[] = [];
    let elapsed = 0;
    const schedules = [at(83, 11), at(83, 11), at(84)].map((now) => ({
      clock,
      now,
      lastKnown: now < at(84) ? 83 : 91,
      duties: [],
    }));
    const read = () => Promise.resolve(schedules.shift() ?? { clock, now: at(84), lastKnown: 91, duties: [] });
    const wait = (seconds: number) => {
      times.push(seconds);
      elapsed += seconds;
      return Promise.resolve();
    };
    await waitForQuiet({ stack: "mine", read, seconds: 30, wait, elapsed: () => elapsed });
    expect(times).toEqual([1, 1]);
  });

  it("ends at once if no duty is near", async () => {
    expect(await waited(alternating, at(84), 40)).toBe(0);
    expect(lines).toEqual(["  ✓ no duty for 48 s, until slot 88"]);
  });

  it("says when the gap begins, and ends then", async () => {
    expect(await waited(alternating, at(80), 40)).toBe(48);
    expect(lines).toEqual([
      "  waiting for a gap of 40 s without a duty, which begins at 22:30:08 UTC",
      "  ✓ no duty for 48 s, until slot 88",
    ]);
  });

  it("reads again when more slots are decided, if no gap is in sight", async () => {
    const committee = (epoch: number) => [epoch < 22 ? A : B];
    expect(await waited(committee, at(81), 60)).toBe(84);
    expect(lines).toEqual([
      "  ! no gap of 60 s without a duty is in sight: duties in slots 81 to 87; nothing is decided after slot 87.\n    More slots are decided at 22:30:08 UTC; the wait gives up at 22:35:56 UTC",
      "  ! no gap of 60 s without a duty is in sight: duties in slots 84 to 87; nothing is decided after slot 91.\n    More slots are decided at 22:30:56 UTC; the wait gives up at 22:35:56 UTC",
      "  ✓ no duty for 96 s, until slot 96, whose committee is not decided",
    ]);
  });

  it("gives up at its limit, and says what else the operator can do", async () => {
    await expect(waited(() => [A], at(80), 30, 100)).rejects.toThrow(
      "mine was not updated: in 2 min it had no gap of 30 s without a duty (duties in slots 92 to 99; nothing is decided after slot 99). Nothing was changed.\n  To wait for longer: --quiet-limit <minutes>.",
    );
  });

  /** Waits for a gap while the chain is silent from the first second to a last one. */
  async function silentUntil(second: number) {
    const chain: FakeDutyChain = { clock, now: at(80), committee: alternating, checkpoints: [] };
    const wait = (seconds: number) => {
      chain.now += seconds;
      return Promise.resolve();
    };
    const read = () => {
      const passed = chain.now - at(80);
      return schedule({ ...chain, silent: passed > 0 && passed < second ? "ECONNREFUSED" : undefined });
    };
    await waitForQuiet({ stack: "mine", read, seconds: 40, wait, elapsed: () => chain.now });
    return chain.now - at(80);
  }

  it("goes on if the chain is silent for some minutes, and says so once", async () => {
    expect(await silentUntil(90)).toBe(144);
    expect(lines.slice(1)).toEqual([
      "  ! the chain cannot be read: its L1 does not answer: ECONNREFUSED; it is read again every 15 s, for 10 min at most",
      "  ! no gap of 40 s without a duty is in sight: duties in slots 88 to 91; nothing is decided after slot 91.\n    More slots are decided at 22:30:56 UTC; the wait gives up at 22:35:44 UTC",
      "  waiting for a gap of 40 s without a duty, which begins at 22:31:44 UTC",
      "  ✓ no duty for 48 s, until slot 96",
    ]);
  });

  it("ends if the chain stays silent", async () => {
    await expect(silentUntil(9999)).rejects.toThrow(
      "The duties of mine cannot be read, so no gap between them can be found: its L1 does not answer: ECONNREFUSED. Nothing was changed.",
    );
  });

  it("does not begin if the chain cannot be read", async () => {
    const chain = { clock, now: at(80), committee: alternating, checkpoints: [], silent: "ECONNREFUSED" };
    const read = () => schedule(chain);
    await expect(waitForQuiet({ stack: "mine", read, seconds: 30 })).rejects.toThrow(
      "The duties of mine cannot be read, so no gap between them can be found: its L1 does not answer: ECONNREFUSED. Nothing was changed.",
    );
  });
});
