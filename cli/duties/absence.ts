/** Finds the slots and duties of a time without a ready node, on L1. */
import { setTimeout as sleep } from "node:timers/promises";
import { type SlotClock, slotAt, startOfSlot } from "../../settings/network/duty-calls";
import { log } from "../../terminal/output";
import { formatCount, formatDuration } from "../../terminal/format";
import { type ChainTime, ChainUnknown, type DutySource, readChainTime, readDuties, readSchedule } from "./chain";
import { describeOutcomes, describeSlots, formatSlots } from "./describe";
import { type Absence, dutiesIn, type DutyOutcome, resultOf, slotRange, slotsBegunIn } from "./duties";

/** The cost of a time without a ready node. */
export interface AbsenceReport {
  readonly clock: SlotClock;
  /** Slots that began in it. */
  readonly begun: readonly number[];
  /** Duties in these slots, and in the slot in which it began. */
  readonly outcomes: readonly DutyOutcome[];
  /** Whether the node has attesters at all. */
  readonly isValidator: boolean;
  /** Number of its slots that were not examined, because there are too many. */
  readonly unexamined: number;
}

/** Most slots that are examined: ten epochs of mainnet, 6.4 hours. */
const MOST_SLOTS = 320;
/** Pause between two queries of the L1's last block, in milliseconds. */
const INTERVAL = 1000;
/** Seconds that an L1 may be late with its next block. */
const LATE = 60;

/** Waits for a number of milliseconds; tests replace it. */
export type Wait = (milliseconds: number) => Promise<unknown>;

/**
 * Reads from L1 what a time without a ready node has cost. Waits for the end of a slot with a duty that is not over.
 *
 * @throws {ChainUnknown} with the reason, if the chain cannot be read
 */
export async function readAbsence(
  source: DutySource,
  absence: Absence,
  attesters: readonly string[],
  wait: Wait = sleep,
): Promise<AbsenceReport> {
  const time = await readChainTime(source);
  const { clock } = time;
  const [first, end] = [slotAt(clock, absence.from), slotAt(clock, absence.to)];
  const slots = slotRange(Math.max(first, end - MOST_SLOTS + 1), end);
  const schedule = await readSchedule(source, clock, slots, attesters);
  const last = dutiesIn(schedule, slots, attesters).at(-1);
  const now = last ? await waitForEnd(source, time, last.slot, wait) : time;
  const duties = await readDuties(source, now.head, schedule, slots, attesters);
  const outcomes = dutiesIn(duties, slots, attesters).map((duty) => ({
    ...duty,
    result: resultOf(duty, duties, absence),
  }));
  return {
    clock,
    begun: slotsBegunIn(clock, absence),
    outcomes,
    isValidator: attesters.length > 0,
    unexamined: Math.max(0, end - first + 1 - slots.length),
  };
}

/** Waits until the L1 has a block after the end of a slot. */
async function waitForEnd(source: DutySource, time: ChainTime, slot: number, wait: Wait): Promise<ChainTime> {
  const end = startOfSlot(time.clock, slot + 1);
  let now = time;
  if (now.head.timestamp < end)
    log(
      `  … ${formatSlots([slot])} has a duty and is not over: its result is known in ${formatDuration(end - now.head.timestamp)}`,
    );
  // An L1 that is hours behind is not waited for.
  const tries = Math.min(end - now.head.timestamp, time.clock.slotSeconds) + LATE;
  for (let tried = 0; now.head.timestamp < end; tried++) {
    if (tried > tries) throw new ChainUnknown(`its L1 has had no new block for ${formatDuration(tries)}`);
    await wait(INTERVAL);
    now = await readChainTime(source);
  }
  return now;
}

/** Describes slots and duties of a time without a ready node, in sentences. */
export function describeAbsence({ clock, begun, outcomes, isValidator, unexamined }: AbsenceReport): string {
  const limit = `The duties of its first ${formatCount(unexamined, "slot")} were not read.`;
  return [
    describeSlots(begun, clock.slotSeconds),
    ...(isValidator ? [describeOutcomes(outcomes)] : []),
    ...(isValidator && unexamined > 0 ? [limit] : []),
  ].join(" ");
}
