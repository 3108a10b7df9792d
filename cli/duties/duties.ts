/** Duties of attesters in a span of slots, and their results. Pure. */
import { epochOf, quorum, type SlotClock, slotAt, startOfSlot } from "../../settings/network/duty-calls";

/** A time without a ready node, in seconds since 1970. */
export interface Absence {
  readonly from: number;
  readonly to: number;
}

/** A checkpoint on L1. */
export interface Checkpoint {
  readonly slot: number;
  /** Who signed it; undefined if its transaction cannot be read. */
  readonly signers: readonly string[] | undefined;
}

/** Committees, proposers and checkpoints of a span of slots, as the rollup contract has them. */
export interface ChainDuties {
  readonly clock: SlotClock;
  /** Committees by epoch; empty for an epoch without one. An epoch that is missing is not decided. */
  readonly committees: ReadonlyMap<number, readonly string[]>;
  /** Proposers by slot, where an own attester is in the committee. */
  readonly proposers: ReadonlyMap<number, string | undefined>;
  readonly checkpoints: readonly Checkpoint[];
}

/** A duty of one attester in one slot. */
export interface Duty {
  readonly kind: "proposal" | "attestation";
  readonly slot: number;
  readonly attester: string;
}

/**
 * The result of a duty. `none`: nobody proposed in that slot, so there was nothing to attest to. `unknown`: L1 does not
 * show it, because the checkpoint has no more signatures than it needs.
 */
export type DutyResult = "done" | "missed" | "none" | "unknown";

export interface DutyOutcome extends Duty {
  readonly result: DutyResult;
}

/** Numbers of duties of one kind. */
export interface DutyCount {
  readonly due: number;
  readonly done: number;
  readonly missed: number;
}

/** Counts duties of one kind; if L1 does not show the result of one, it is due, and neither done nor missed. */
export function countDuties(outcomes: readonly DutyOutcome[], kind: Duty["kind"]): DutyCount {
  const due = outcomes.filter((one) => one.kind === kind && one.result !== "none");
  const of = (result: DutyResult) => due.filter((one) => one.result === result).length;
  return { due: due.length, done: of("done"), missed: of("missed") };
}

/** Returns the slots that began in a time. */
export function slotsBegunIn(clock: SlotClock, { from, to }: Absence): number[] {
  return slotRange(slotAt(clock, from) + 1, slotAt(clock, to));
}

/** Returns the slots from one to another, both included. */
export function slotRange(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

const isSame = (a: string) => (b: string | undefined) => a.toLowerCase() === b?.toLowerCase();

/** Lists the duties of attesters in some slots. A proposer does not attest to its own checkpoint. */
export function dutiesIn(
  { clock, committees, proposers }: Omit<ChainDuties, "checkpoints">,
  slots: readonly number[],
  attesters: readonly string[],
): Duty[] {
  return slots.flatMap((slot) =>
    attesters
      .filter((attester) => committees.get(epochOf(clock, slot))?.some(isSame(attester)))
      .map((attester) => ({
        kind: isSame(attester)(proposers.get(slot)) ? "proposal" : "attestation",
        slot,
        attester,
      })),
  );
}

/** Finds the result of a duty in a slot that is over. @param absence of its node, if there was one */
export function resultOf(duty: Duty, { clock, committees, checkpoints }: ChainDuties, absence?: Absence): DutyResult {
  const inSlot = checkpoints.filter(({ slot }) => slot === duty.slot);
  if (duty.kind === "proposal") return inSlot.length > 0 ? "done" : "missed";
  const checkpoint = inSlot.at(-1);
  if (!checkpoint) return "none";
  if (checkpoint.signers?.some(isSame(duty.attester))) return "done";
  if (absence && isWithin(clock, duty.slot, absence)) return "missed";
  if (!checkpoint.signers) return "unknown";
  const needed = quorum(committees.get(epochOf(clock, duty.slot))?.length ?? 0);
  return checkpoint.signers.length > needed ? "missed" : "unknown";
}

function isWithin(clock: SlotClock, slot: number, { from, to }: Absence): boolean {
  return startOfSlot(clock, slot) >= from && startOfSlot(clock, slot + 1) <= to;
}
