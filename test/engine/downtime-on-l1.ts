/** What a time without a node has cost, by the events of the L1 alone, in the words of the program. */
import { describeOutcomes, describeSlots } from "../../cli/duties/describe";
import { type Absence, type DutyResult, slotRange } from "../../cli/duties/duties";
import type { L1Events } from "./l1-events";

/**
 * Describes what a time without a node has cost, as `update` and `start` do.
 *
 * @param attester alone in the committees that it is in
 * @param slots    consecutive: the one in which it began, to the one in which it ended
 */
export async function costOnL1(events: L1Events, attester: string, slots: readonly number[]): Promise<string> {
  const [proposed, { slotSeconds }] = [new Set(await events.slots()), await events.clock()];
  const proposers = await Promise.all(slots.map((slot) => events.proposerOf(slot)));
  const outcomes = slots
    .filter((_, at) => proposers[at] === attester.toLowerCase())
    .map((slot) => {
      const result: DutyResult = proposed.has(slot) ? "done" : "missed";
      return { kind: "proposal" as const, slot, attester, result };
    });
  return `${describeSlots(slots.slice(1), slotSeconds)} ${describeOutcomes(outcomes)}`;
}

/** Returns the slots of a time, in seconds since 1970: from the one in which it began to the one in which it ended. */
export async function slotsOf(events: L1Events, from: number, to: number): Promise<number[]> {
  const { genesis, slotSeconds } = await events.clock();
  const slotOf = (time: number) => Math.floor((time - genesis) / slotSeconds);
  return slotRange(slotOf(from), slotOf(to));
}

/** The downtime that an update printed. */
export interface PrintedDowntime extends Absence {
  /** What follows the times. */
  readonly cost: string;
}

/** Finds the line with the downtime in the output of an update of today. @throws if there is none */
export function downtimeIn(text: string): PrintedDowntime {
  const line = /^Downtime \d+\.\d s, from (\S+) to (\S+) UTC\. (.*)$/m.exec(text);
  if (!line) throw new Error(`No downtime in:\n${text}`);
  const [from, to] = [today(line[1]), today(line[2])];
  return { from: from > to ? from - 86_400 : from, to, cost: line[3] ?? "" };
}

/** Returns the seconds since 1970 of a time of the last day. */
function today(time = ""): number {
  const now = Date.now() / 1000;
  const at = Date.parse(`${new Date().toISOString().slice(0, 10)}T${time}Z`) / 1000;
  return at > now ? at - 86_400 : at;
}
