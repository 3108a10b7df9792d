/** Measures a fault of a validator: what `status` says, the slots that it costs, and whether the validator recovers. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../../cli/health/finding";
import type { StatusReport } from "../../cli/health/status-report";
import type { Fault } from "./faulty-validator";
import type { Last } from "./l1-events";

/** Time limit of a wait, in seconds. */
const LONGEST = 200;
/** The same where an operator is known to be needed: five slots. */
const LONGEST_BY_ITSELF = 60;

/** A validator at work: what its `status` reports, and the last checkpoint on L1. */
export interface Validator {
  readonly status: () => Promise<StatusReport>;
  /** @throws if L1 does not answer */
  readonly last: () => Promise<Last>;
}

/** How a validator went through a fault. */
export interface PassedFault {
  readonly fault: Fault;
  /** What `status` says; undefined if it says nothing. */
  readonly finding: Finding | undefined;
  /** Seconds from the beginning until `status` says it. */
  readonly saidAfter: number | undefined;
  readonly recovery: "by itself" | "after a restart by hand" | "not";
  /** The first checkpoint after the end of the fault, and seconds from that end. */
  readonly first: Last | undefined;
  readonly backAfter: number | undefined;
}

export interface MeasuredFault extends PassedFault {
  /** Slots without a checkpoint, by L1; undefined without a checkpoint afterwards. */
  readonly slots: number | undefined;
}

const secondsSince = (begun: number) => (performance.now() - begun) / 1000;

/** Repeats a query until it returns something. @returns undefined when the time is over */
async function until<T>(query: () => Promise<T | undefined>, longest = LONGEST): Promise<T | undefined> {
  const begun = performance.now();
  while (secondsSince(begun) < longest) {
    const found = await query().catch(() => undefined);
    if (found !== undefined) return found;
    await sleep(250);
  }
  return undefined;
}

function findingOf({ findings }: StatusReport, { check, severity = "failure" }: Fault): Finding | undefined {
  return findings.find((one) => one.check === check && one.severity === severity);
}

/** Waits for the checkpoint after this one. */
function next(validator: Validator, { checkpoint }: Last, longest = LONGEST): Promise<Last | undefined> {
  return until(async () => {
    const last = await validator.last();
    return last.checkpoint > checkpoint ? last : undefined;
  }, longest);
}

/**
 * Begins a fault, waits until `status` reports it, ends it, and waits for the next checkpoint.
 *
 * @param lasts seconds that the fault lasts at least
 */
export async function passFault(validator: Validator, fault: Fault, lasts: number): Promise<PassedFault> {
  const begun = performance.now();
  await fault.begin();
  const finding = await until(async () => findingOf(await validator.status(), fault));
  const saidAfter = finding && secondsSince(begun);
  if (fault.end) await sleep(Math.max(0, lasts - secondsSince(begun)) * 1000);
  await fault.end?.();
  const ended = performance.now();
  const atEnd = (await until(() => validator.last())) ?? { checkpoint: 0, slot: 0 };
  const byItself = await next(validator, atEnd, fault.repair ? LONGEST_BY_ITSELF : LONGEST);
  if (!byItself) await fault.repair?.();
  const first = byItself ?? (fault.repair && (await next(validator, atEnd)));
  const recovery = byItself ? "by itself" : first ? "after a restart by hand" : "not";
  return { fault, finding, saidAfter, recovery, first, backAfter: first && secondsSince(ended) };
}

/**
 * Counts the slots that a fault costs too: from the checkpoint just before it to the second one after it, since the first
 * one may have been on its way already.
 */
export async function measureFault(validator: Validator, fault: Fault, lasts: number): Promise<MeasuredFault> {
  const before = await next(validator, await validator.last());
  const passed = await passFault(validator, fault, lasts);
  const second = passed.first && (await next(validator, passed.first));
  const slots = before && second && second.slot - before.slot - (second.checkpoint - before.checkpoint);
  return { ...passed, slots };
}
