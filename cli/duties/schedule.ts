/** The duties of the coming slots, as far as the chain has decided them. */
import { type SlotClock, epochOf, slotAt } from "../../settings/network/duty-calls";
import { type DutySource, readChainTime, readSchedule } from "./chain";
import { dutiesIn, type Duty, slotRange } from "./duties";

/** Coming duties of attesters. */
export interface Schedule {
  readonly clock: SlotClock;
  /** Time of the L1's last block, in seconds since 1970. */
  readonly now: number;
  /** The last slot whose committee is decided. */
  readonly lastKnown: number;
  /** Duties from the current slot to the last known one. */
  readonly duties: readonly Duty[];
}

/** Epochs ahead that are asked for: the default lag decides one, and mainnet two. */
const EPOCHS_AHEAD = 3;

/** Reads the schedule from the current slot on. @throws {ChainUnknown} */
export async function readComing(source: DutySource, attesters: readonly string[]): Promise<Schedule> {
  const { clock, head } = await readChainTime(source);
  const first = slotAt(clock, head.timestamp);
  const lastAsked = (epochOf(clock, first) + EPOCHS_AHEAD + 1) * clock.epochSlots - 1;
  const slots = slotRange(first, lastAsked);
  const schedule = await readSchedule(source, clock, slots, attesters);
  const known = slots.filter((slot) => schedule.committees.has(epochOf(clock, slot)));
  return {
    clock,
    now: head.timestamp,
    lastKnown: known.at(-1) ?? first - 1,
    duties: dutiesIn(schedule, known, attesters),
  };
}
