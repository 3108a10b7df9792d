/** The duties of the coming slots, as far as the chain has decided them. */
import { type SlotClock, epochOf, lastSlotOf, slotAt } from "../../settings/network/duty-calls";
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

/** Number of later epochs in a query: the default lag decides one, and mainnet two. */
const EPOCHS_AHEAD = 3;

/** Reads the schedule from the current slot on. @throws {ChainUnknown} */
export async function readComing(source: DutySource, attesters: readonly string[]): Promise<Schedule> {
  const { clock, head } = await readChainTime(source);
  const first = slotAt(clock, head.timestamp);
  const last = lastSlotOf(clock, epochOf(clock, first) + EPOCHS_AHEAD);
  return { clock, now: head.timestamp, ...(await readDecided(source, clock, slotRange(first, last), attesters)) };
}

/**
 * Reads the duties in some slots, as far as the chain has decided them.
 *
 * @param slots consecutive, at least one
 * @throws {ChainUnknown}
 */
export async function readDecided(
  source: DutySource,
  clock: SlotClock,
  slots: readonly number[],
  attesters: readonly string[],
): Promise<Pick<Schedule, "lastKnown" | "duties">> {
  const schedule = await readSchedule(source, clock, slots, attesters);
  const known = slots.filter((slot) => schedule.committees.has(epochOf(clock, slot)));
  const [first = 0] = slots;
  return { lastKnown: known.at(-1) ?? first - 1, duties: dutiesIn(schedule, known, attesters) };
}
