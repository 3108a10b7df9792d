/** Describes slots and duties in plain sentences. Pure. */
import { formatCount } from "../../terminal/format";
import type { Duty, DutyOutcome } from "./duties";

/** Formats slots: `slot 318`, `slots 318 and 320`, `slots 318 to 322`, `slots between 318 and 812`. */
export function formatSlots(slots: readonly number[]): string {
  const [first = 0, second = 0] = slots;
  const last = slots.at(-1) ?? first;
  if (slots.length === 1) return `slot ${first}`;
  if (slots.length === 2) return `slots ${first} and ${second}`;
  if (last - first === slots.length - 1) return `slots ${first} to ${last}`;
  if (slots.length <= LISTED) return `slots ${slots.slice(0, -1).join(", ")} and ${last}`;
  return `slots between ${first} and ${last}`;
}

/** Number of slots that are listed one by one. */
const LISTED = 5;

/** Describes the slots that began in a time without a ready node. */
export function describeSlots(slots: readonly number[], slotSeconds: number): string {
  if (slots.length === 0) return `No slot (${slotSeconds} s each) began meanwhile.`;
  const length = slots.length === 1 ? `${slotSeconds} s` : `${slotSeconds} s each`;
  return `${formatCount(slots.length, "slot")} (${length}) began meanwhile: ${formatSlots(slots)}.`;
}

/** Describes duties of a time without a ready node. */
export function describeOutcomes(outcomes: readonly DutyOutcome[]): string {
  const of = (result: DutyOutcome["result"]) => formatDuties(outcomes.filter((one) => one.result === result));
  const [missed, done, unknown] = [of("missed"), of("done"), of("unknown")];
  const sentences = [
    ...(missed ? [`Missed: ${missed}.`] : []),
    ...(done ? [`Done: ${done}.`] : []),
    ...(unknown
      ? [`Unknown: ${unknown}: L1 has only as many signatures as it needs, not those of everyone who attested.`]
      : []),
  ];
  return sentences.length > 0 ? sentences.join(" ") : "There was no duty.";
}

/** Formats duties: `the proposal of slot 318, 4 attestations of slots 319 to 322`. @returns "" for none */
export function formatDuties(duties: readonly Pick<Duty, "kind" | "slot">[]): string {
  const kinds = ["proposal", "attestation"] as const;
  return kinds
    .map((kind) => ({ kind, slots: duties.filter((duty) => duty.kind === kind).map(({ slot }) => slot) }))
    .filter(({ slots }) => slots.length > 0)
    .map(({ kind, slots }) => {
      const what = slots.length === 1 ? `the ${kind}` : formatCount(slots.length, kind);
      return `${what} of ${formatSlots([...new Set(slots)])}`;
    })
    .join(", ");
}
