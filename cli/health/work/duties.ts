/** Duties of an attester, by the statistics that the node records (its sentinel). Pure. */
import { z } from "zod";
import type { Severity } from "../finding";
import { formatCount, formatDuration } from "../../../terminal/format";

const missed = z.object({ count: z.number(), total: z.number(), currentStreak: z.number().optional() });
const time = z.object({ slot: z.coerce.number(), timestamp: z.coerce.number() });

/** Statistics of one attester in `getValidatorsStats`. Source: @aztec/stdlib 4.1.2, `validators/schemas.js`. */
export const statsOfOneSchema = z.object({
  missedAttestations: missed,
  missedProposals: missed.optional(),
  lastProposal: time.nullish().catch(undefined),
  lastAttestation: time.nullish().catch(undefined),
  history: z.array(z.object({ slot: z.coerce.number(), status: z.string() })).optional(),
});
export type Stats = z.output<typeof statsOfOneSchema>;

/** Number of recent duties that are judged: an epoch of mainnet has 32 slots. */
const RECENT = 32;
/** Minimum number of duties for a judgement. */
const LEAST = 5;
/** Shares of the recent duties. A validator that misses 90 % of an epoch's is slashed (5.2.0 and 6.0.0-rc.1). */
const SHARE = { warning: 0.2, failure: 0.8 };

/**
 * Statuses of a slot with a missed duty. `block-missed` is of releases without checkpoints, before 4.0.
 * `checkpoint-invalid` and `checkpoint-unvalidated` exist in releases after 4.1. Source: the sentinel's README in aztec-node
 * at 725bb68c, and `validators/types.ts` of earlier @aztec/stdlib.
 */
const MISSED = [
  "attestation-missed",
  "block-missed",
  "checkpoint-missed",
  "blocks-missed",
  "checkpoint-invalid",
  "checkpoint-unvalidated",
];

/** Number of missed duties, and of all. */
export interface DutyCount {
  readonly missed: number;
  readonly total: number;
}

export interface Duties extends DutyCount {
  /** Whether all recorded duties are counted, and not only the recent ones. */
  readonly isAll: boolean;
  /** Those of the recent duties that came after the node's start, if older ones are among them. Only these are judged. */
  readonly sinceStart?: DutyCount | undefined;
  readonly severity: Severity;
}

export type History = NonNullable<Stats["history"]>;

/** Counts the duties of a history, and the missed ones. */
export function countDuties(history: History): DutyCount {
  return { missed: history.filter(({ status }) => MISSED.includes(status)).length, total: history.length };
}

/**
 * Counts missed duties among the recent ones. A duty from before the node's start says nothing about the node now: it
 * is counted, and not judged.
 *
 * @param startSlot slot in which the node began to record; duties of later slots are its own
 * @returns undefined if the node has recorded none
 */
export function dutiesOf(stats: Stats | undefined, startSlot?: number): Duties | undefined {
  if (!stats) return undefined;
  const recent = stats.history?.slice(-RECENT);
  const { missedAttestations, missedProposals = { count: 0, total: 0 } } = stats;
  const all = recent
    ? countDuties(recent)
    : {
        missed: missedAttestations.count + missedProposals.count,
        total: missedAttestations.total + missedProposals.total,
      };
  if (all.total === 0) return undefined;
  const own = recent?.filter(({ slot }) => startSlot === undefined || slot > startSlot);
  const sinceStart = own && own.length < all.total ? countDuties(own) : undefined;
  const isAll = !recent || recent.length < RECENT;
  return { ...all, isAll, sinceStart, severity: severityOf(sinceStart ?? all) };
}

function severityOf({ missed, total }: DutyCount): Severity {
  if (total < LEAST) return "ok";
  const share = missed / total;
  return share >= SHARE.failure ? "failure" : share > SHARE.warning ? "warning" : "ok";
}

/**
 * Describes duties: `missed 2 of its last 32 duties; last proposal in slot 812, 13 min ago`.
 *
 * @param now seconds since 1970
 */
export function describeDuties({ missed, total, isAll, sinceStart }: Duties, stats: Stats, now: number): string {
  const duties = formatCount(total, "duty", "duties");
  const since = sinceStart ? `, ${sinceStart.missed} of ${sinceStart.total} since the node started` : "";
  return [
    `missed ${missed} of its ${isAll ? "" : "last "}${duties}${since}`,
    ...lastOf("proposal", stats.lastProposal, now),
    ...lastOf("attestation", stats.lastAttestation, now),
  ].join("; ");
}

function lastOf(what: string, last: Stats["lastProposal"], now: number): string[] {
  return last ? [`last ${what} in slot ${last.slot}, ${formatDuration(now - last.timestamp)} ago`] : [];
}
