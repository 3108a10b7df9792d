/**
 * Measures what it costs a validator to be without a node: by a restart, by a recreation as Compose does it, and by an
 * update of this project. The validator is alone in its committee, so every slot is a proposal of it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type DutySource, dutySource, readChainTime, readDuties, readSchedule } from "../../cli/duties/chain";
import {
  type Absence,
  countDuties,
  dutiesIn,
  type DutyOutcome,
  resultOf,
  slotRange,
  slotsBegunIn,
} from "../../cli/duties/duties";
import { measureDowntime, recordEvents } from "../../cli/update/downtime";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { ethereumAddress } from "../../keys/keys";
import { dockerRunner, LOCAL_DOCKER } from "../../remote/docker";
import { type SlotClock, slotAt } from "../../settings/network/duty-calls";
import { TEST_KEYS } from "../fixtures/samples";
import { docker } from "../engine/test-stack";
import { OLD, PROPOSING, UpdateStack } from "../engine/update-stack";
import { recreate } from "./recreate";
import type { Cost } from "./table";

/** What interrupts a validator. */
export type Way = "restart" | "recreate" | "update";

const ATTESTER = ethereumAddress(TEST_KEYS.attester);
/** Further validators of a chain on which the stack's own is not in every committee. */
const OTHERS = [1, 2, 3, 4].map((digit) => `0x${String(digit).repeat(40)}`);

/**
 * Measures each way in turn.
 *
 * @param report receives each cost when it is measured
 */
export async function costsOfWays(count: number, report: (way: Way, cost: Cost) => void): Promise<void> {
  const { host } = await ensureEngine();
  await onStack([ATTESTER], async (stack) => {
    // Pulumi's state has the id of a container that it made, so those that it has not made come last.
    for (const ways of [["restart", "update"], ["recreate"]] as const)
      for (let run = 0; run < count; run++)
        for (const way of ways) report(way, await costOf(stack, run / count, () => interrupt(stack, way, run, host)));
  });
}

/**
 * Measures updates that wait until the validator has no duty, on a chain with five validators. Missed proposals count
 * from the beginning of one update to that of the next.
 */
export async function costsOfQuietUpdates(count: number, report: (cost: Cost) => void): Promise<void> {
  await onStack([ATTESTER, ...OTHERS], async (stack) => {
    const source = await dutySource(dockerRunner(LOCAL_DOCKER), stack.container);
    let last: Absence | undefined;
    for (let run = 0; run < count; run++) {
      const next = await absenceBy(stack, () => stack.updateTo(imageOf(stack, run), "--wait-for-quiet"));
      if (last) report(await costUntil(source, last, await missedIn(source, last.from, next.from)));
      last = next;
    }
    if (last) report(await costUntil(source, last, await missedUntilAtWork(source, last)));
  });
}

async function onStack(attesters: readonly string[], work: (stack: UpdateStack) => Promise<void>): Promise<void> {
  const stack = new UpdateStack("bench", { PULUMI_CONFIG_PASSPHRASE: "bench" });
  try {
    await stack.begin(PROPOSING, attesters);
    const now = Date.now() / 1000;
    const source = await dutySource(dockerRunner(LOCAL_DOCKER), stack.container);
    await missedUntilAtWork(source, { from: now, to: now });
    await work(stack);
  } finally {
    await stack.end();
  }
}

const imageOf = (stack: UpdateStack, run: number) => (run % 2 === 0 ? stack.next : OLD);

async function interrupt(stack: UpdateStack, way: Way, run: number, host: string): Promise<void> {
  if (way === "update") return stack.updateTo(imageOf(stack, run));
  if (way === "restart") await docker("restart", stack.container);
  else await recreate(stack.container, host);
  await stack.ready();
}

/**
 * Measures one interruption of a validator at work.
 *
 * @param phase part of a slot after which the command begins: costs differ by it, so runs are spread over a slot
 */
async function costOf(stack: UpdateStack, phase: number, work: () => Promise<void>): Promise<Cost> {
  const source = await dutySource(dockerRunner(LOCAL_DOCKER), stack.container);
  const { clock } = await readChainTime(source);
  await sleep(1000 * untilPhase(clock, phase));
  const absence = await absenceBy(stack, work);
  return costUntil(source, absence, await missedUntilAtWork(source, absence));
}

/** Returns the time without a ready node, by Docker's events. */
async function absenceBy(stack: UpdateStack, work: () => Promise<void>): Promise<Absence> {
  const downtime = measureDowntime(await recordEvents(LOCAL_DOCKER, stack.container, work));
  if (!downtime) throw new Error(`Docker reported no interruption of ${stack.container}, so no time can be computed.`);
  return { from: downtime.from / 1000, to: downtime.to / 1000 };
}

/** @param missed proposals, until the validator was at work again */
async function costUntil(source: DutySource, absence: Absence, missed: number): Promise<Cost> {
  const { clock } = await readChainTime(source);
  return { seconds: absence.to - absence.from, slots: slotsBegunIn(clock, absence).length, missed };
}

/** Returns the seconds until that part of a slot is over. */
function untilPhase({ genesisTime, slotSeconds }: SlotClock, phase: number): number {
  const isOver = (Date.now() / 1000 - genesisTime) % slotSeconds;
  return (slotSeconds + phase * slotSeconds - isOver) % slotSeconds;
}

/**
 * Waits for the end of a slot after an interruption that was no missed duty.
 *
 * @returns the number of proposals that were missed from the interruption to that slot
 */
async function missedUntilAtWork(source: DutySource, { from, to }: Absence): Promise<number> {
  for (;;) {
    const { clock, head } = await readChainTime(source);
    const slots = slotRange(slotAt(clock, from), slotAt(clock, head.timestamp) - 1);
    const outcomes = await outcomesIn(source, slots);
    const isLater = (slots.at(-1) ?? 0) > slotAt(clock, to);
    if (isLater && outcomes.at(-1)?.result !== "missed") return countDuties(outcomes, "proposal").missed;
    await sleep(1000);
  }
}

/** Counts the proposals that were missed in the slots from one time to another; the slot of the latter is not among them. */
async function missedIn(source: DutySource, from: number, to: number): Promise<number> {
  const { clock } = await readChainTime(source);
  const outcomes = await outcomesIn(source, slotRange(slotAt(clock, from), slotAt(clock, to) - 1));
  return countDuties(outcomes, "proposal").missed;
}

/** Reads the validator's duties in slots that are over. */
async function outcomesIn(source: DutySource, slots: readonly number[]): Promise<DutyOutcome[]> {
  const { clock, head } = await readChainTime(source);
  const schedule = await readSchedule(source, clock, slots, [ATTESTER]);
  const duties = await readDuties(source, head, schedule, slots, [ATTESTER]);
  return dutiesIn(duties, slots, [ATTESTER]).map((duty) => ({ ...duty, result: resultOf(duty, duties) }));
}
