/** Duties of attesters by epoch, from the statistics that the node records. Pure. */
import { z } from "zod";
import { formatCount } from "../../../terminal/format";
import type { Finding } from "../finding";
import { countDuties, type DutyCount, isAttestation, type Stats } from "./duties";

/** Number of epochs that are listed. */
const LISTED = 4;

const count = z.int().nonnegative();
const duties = z.object({ missed: count, total: count });
export const epochDutiesSchema = z.object({ epoch: count, proposals: duties, attestations: duties });
/** Duties of one epoch. */
export type EpochDuties = z.output<typeof epochDutiesSchema>;

/** Groups an attester's duties by epoch. @returns the last epochs with duties, oldest first */
export function epochsOf(stats: Stats | undefined, epochSlots: number | undefined): EpochDuties[] {
  if (!stats?.history || !epochSlots) return [];
  const { history } = stats;
  const epochOf = ({ slot }: { slot: number }) => Math.floor(slot / epochSlots);
  return lastOf(history.map(epochOf)).map((epoch) => {
    const own = history.filter((duty) => epochOf(duty) === epoch);
    return {
      epoch,
      proposals: countDuties(own.filter(({ status }) => !isAttestation(status))),
      attestations: countDuties(own.filter(({ status }) => isAttestation(status))),
    };
  });
}

const lastOf = (epochs: readonly number[]) => [...new Set(epochs)].sort((a, b) => a - b).slice(-LISTED);

/** Adds up the duties of several attesters. @returns the last epochs with duties, oldest first */
function total(all: readonly (readonly EpochDuties[])[]): EpochDuties[] {
  const flat = all.flat();
  return lastOf(flat.map(({ epoch }) => epoch)).map((epoch) => {
    const several = flat.filter((one) => one.epoch === epoch);
    return {
      epoch,
      proposals: sum(several.map(({ proposals }) => proposals)),
      attestations: sum(several.map(({ attestations }) => attestations)),
    };
  });
}

function sum(counts: readonly DutyCount[]): DutyCount {
  return counts.reduce((a, b) => ({ missed: a.missed + b.missed, total: a.total + b.total }), { missed: 0, total: 0 });
}

/**
 * Lists the duties of a stack's attesters by epoch. It judges none: that is the attester's own check.
 *
 * @param lastSlot the last slot that the node has recorded: the epoch that contains it may go on
 */
export function epochFinding(
  attesters: readonly (Stats | undefined)[],
  epochSlots: number | undefined,
  lastSlot: number | undefined,
): Finding[] {
  const epochs = total(attesters.map((stats) => epochsOf(stats, epochSlots)));
  if (epochs.length === 0 || !epochSlots) return [];
  const isOver = (epoch: number) => lastSlot === undefined || lastSlot >= (epoch + 1) * epochSlots - 1;
  const texts = epochs.map((one) => `epoch ${one.epoch}${isOver(one.epoch) ? "" : " so far"}: ${describe(one)}`);
  return [{ check: "duties", severity: "ok", message: texts.join("; ") }];
}

function describe({ proposals, attestations }: EpochDuties): string {
  const made = ({ missed, total: all }: DutyCount, noun: string) =>
    all === 0 ? [] : [`${all - missed} of ${formatCount(all, noun)}`];
  return [...made(proposals, "proposal"), ...made(attestations, "attestation")].join(", ");
}
