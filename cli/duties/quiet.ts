/** Waits for a time without a duty that is long enough to replace a node. */
import { setTimeout as sleep } from "node:timers/promises";
import { epochOf, lastSlotOf, slotAt, startOfSlot } from "../../settings/network/duty-calls";
import { formatDuration, formatTimeOfDay } from "../../terminal/format";
import { log, OperatorError } from "../../terminal/output";
import { ChainUnknown } from "./chain";
import { formatSlots } from "./describe";
import type { Schedule } from "./schedule";

/** Pause between two lines of progress, in seconds. */
const REPORT_EVERY = 60;
/** Seconds for which a chain that could be read before may be silent: a restart of an L1 server, a connection that is lost. */
const PATIENCE = 600;
/** Pause between two tries to read a silent chain, in seconds. */
const RETRY_EVERY = 15;
/** Number of epochs after which a wait gives up, unless the operator sets a limit: 5 hours on mainnet. */
const EPOCHS = 8;

type Wait = (seconds: number) => Promise<unknown>;

/** A wait for a gap; tests replace the functions. */
export interface QuietWait {
  /** Name of the stack, for messages. */
  readonly stack: string;
  readonly read: () => Promise<Schedule>;
  /** Seconds that the gap has to last. */
  readonly seconds: number;
  /** Seconds after which the wait gives up. @default those of {@link EPOCHS} epochs */
  readonly limit?: number | undefined;
  /** @param seconds to wait */
  readonly wait?: Wait;
  /** Returns seconds of a clock that never jumps. */
  readonly elapsed?: () => number;
}

/**
 * Finds the first moment from which on no slot with a duty begins, and none is under way, for some seconds. Slots that are
 * not decided count as duties.
 *
 * @returns seconds since 1970; undefined if the schedule has no such gap
 */
export function findGap({ clock, now, lastKnown, duties }: Schedule, seconds: number): number | undefined {
  let start = now;
  for (const { slot } of duties) {
    if (startOfSlot(clock, slot) - start >= seconds) return start;
    start = Math.max(start, startOfSlot(clock, slot + 1));
  }
  return startOfSlot(clock, lastKnown + 1) - start >= seconds ? start : undefined;
}

/**
 * Returns at the beginning of a gap.
 *
 * @throws {OperatorError} if there is none until the limit, or the chain cannot be read
 */
export async function waitForQuiet(quiet: QuietWait): Promise<void> {
  const { wait = (seconds: number) => sleep(seconds * 1000), elapsed = () => performance.now() / 1000 } = quiet;
  const begun = elapsed();
  let first: Schedule | undefined;
  let said: string | undefined;
  for (;;) {
    const read = first ? await readPatiently(quiet, wait, elapsed) : await readOrRefuse(quiet);
    first ??= read;
    // The last block of an L1 is seconds old. This clock is never ahead of the chain's.
    const schedule = { ...read, now: Math.max(read.now, first.now + elapsed() - begun) };
    const gap = findGap(schedule, quiet.seconds);
    if (gap !== undefined && gap <= schedule.now) {
      log(startText(schedule));
      return;
    }
    const { epochSlots, slotSeconds } = first.clock;
    const end = first.now + (quiet.limit ?? EPOCHS * epochSlots * slotSeconds);
    if (schedule.now >= end || (gap !== undefined && gap > end))
      throw refusal(quiet, schedule, schedule.now - first.now);
    // By the last block: where it is late, the chain is read again a second later.
    const next = gap ?? nextDecision(read);
    const text = gap === undefined ? noGapText(quiet, read, end) : gapText(quiet, gap);
    if (text !== said) log(text);
    else log(`  … ${formatDuration(next - schedule.now)} left`);
    said = text;
    await wait(Math.max(1, Math.min(next - schedule.now, REPORT_EVERY)));
  }
}

async function readOrRefuse({ stack, read }: QuietWait): Promise<Schedule> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ChainUnknown)) throw error;
    throw new OperatorError(
      `The duties of ${stack} cannot be read, so no gap between them can be found: ${error.message}. Nothing was changed.\nTo update at once, omit --wait-for-quiet.`,
    );
  }
}

/** Reads the schedule in the course of a wait: hours of waiting do not end because one query had no answer. */
async function readPatiently(quiet: QuietWait, wait: Wait, elapsed: () => number): Promise<Schedule> {
  const end = elapsed() + PATIENCE;
  for (let isFirst = true; elapsed() < end; isFirst = false) {
    try {
      return await quiet.read();
    } catch (error) {
      if (!(error instanceof ChainUnknown)) throw error;
      const tries = `it is read again every ${formatDuration(RETRY_EVERY)}, for ${formatDuration(PATIENCE)} at most`;
      if (isFirst) log(`  ! the chain cannot be read: ${error.message}; ${tries}`);
      await wait(RETRY_EVERY);
    }
  }
  return readOrRefuse(quiet);
}

/** Returns when the chain decides about more slots: at the beginning of the next epoch. */
function nextDecision({ clock, now }: Schedule): number {
  return startOfSlot(clock, lastSlotOf(clock, epochOf(clock, slotAt(clock, now))) + 1);
}

function startText({ clock, now, lastKnown, duties }: Schedule): string {
  const [next] = duties.filter(({ slot }) => startOfSlot(clock, slot) > now);
  const until = next?.slot ?? lastKnown + 1;
  const seconds = formatDuration(startOfSlot(clock, until) - now);
  return `  ✓ no duty for ${seconds}, until slot ${until}${next ? "" : ", whose committee is not decided"}`;
}

function gapText({ seconds }: QuietWait, gap: number): string {
  return `  waiting for a gap of ${formatDuration(seconds)} without a duty, which begins at ${formatTimeOfDay(gap)} UTC`;
}

function noGapText({ seconds }: QuietWait, schedule: Schedule, end: number): string {
  return [
    `  ! no gap of ${formatDuration(seconds)} without a duty is in sight: ${dutyText(schedule)}.`,
    `    More slots are decided at ${formatTimeOfDay(nextDecision(schedule))} UTC; the wait gives up at ${formatTimeOfDay(end)} UTC`,
  ].join("\n");
}

function dutyText({ lastKnown, duties }: Schedule): string {
  const slots = [...new Set(duties.map(({ slot }) => slot))];
  return `${slots.length === 0 ? "no duty" : `duties in ${formatSlots(slots)}`}; nothing is decided after slot ${lastKnown}`;
}

function refusal({ stack, seconds }: QuietWait, schedule: Schedule, waited: number): OperatorError {
  return new OperatorError(
    [
      `${stack} was not updated: in ${formatDuration(waited)} it had no gap of ${formatDuration(seconds)} without a duty (${dutyText(schedule)}). Nothing was changed.`,
      "  To wait for longer: --quiet-limit <minutes>. For a shorter gap: --quiet-seconds <seconds>.",
      "  To update at once, and miss the duties of that time: omit --wait-for-quiet.",
    ].join("\n"),
  );
}
