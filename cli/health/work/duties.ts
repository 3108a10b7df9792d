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

/**
 * Statuses of a proposal that is good, and not on the L1: it earns nothing. Those of later releases are among them. An orphaned
 * one is not: its predecessor is missing. Source: as above, and the same README of November 2026.
 */
const UNPUBLISHED = ["block-proposed", "checkpoint-proposed", "checkpoint-valid", "checkpoint-unpublished"];
/** Number of lost proposals in a row that is not chance. */
const LOST = 2;

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
  /** Number of the last proposals, without one between them that is on the L1. */
  readonly lostProposals: number;
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
  const lostProposals = own ? lostIn(stats.history ?? [], startSlot) : (stats.missedProposals?.currentStreak ?? 0);
  const severity = severityOf(sinceStart ?? all);
  const isLosing = severity === "ok" && lostProposals >= LOST;
  return { ...all, isAll, sinceStart, lostProposals, severity: isLosing ? "warning" : severity };
}

function severityOf({ missed, total }: DutyCount): Severity {
  if (total < LEAST) return "ok";
  const share = missed / total;
  return share >= SHARE.failure ? "failure" : share > SHARE.warning ? "warning" : "ok";
}

/** Returns whether a slot's duty was an attestation, and not a proposal. */
export const isAttestation = (status: string) => status.startsWith("attestation-");

/** Counts the last proposals after the node's start that are not on the L1. They are too few for a share of all duties. */
function lostIn(history: History, startSlot: number | undefined): number {
  const proposals = history.filter(
    ({ slot, status }) => !isAttestation(status) && (startSlot === undefined || slot > startSlot),
  );
  const isLost = ({ status }: History[number]) => MISSED.includes(status) || UNPUBLISHED.includes(status);
  const lost = proposals.reverse().findIndex((one) => !isLost(one));
  return lost < 0 ? proposals.length : lost;
}

/**
 * Describes duties: `missed 2 of its last 32 duties; last proposal in slot 812, 13 min ago`.
 *
 * @param now seconds since 1970
 */
export function describeDuties(duties: Duties, stats: Stats, now: number): string {
  const { missed, total, isAll, sinceStart, lostProposals } = duties;
  const since = sinceStart ? `, ${sinceStart.missed} of ${sinceStart.total} since the node started` : "";
  return [
    `missed ${missed} of its ${isAll ? "" : "last "}${formatCount(total, "duty", "duties")}${since}`,
    ...(lostProposals >= LOST ? [`its last ${lostProposals} proposals are not on the L1`] : []),
    ...lastOf("proposal", stats.lastProposal, now),
    ...lastOf("attestation", stats.lastAttestation, now),
  ].join("; ");
}

function lastOf(what: string, last: Stats["lastProposal"], now: number): string[] {
  return last ? [`last ${what} in slot ${last.slot}, ${formatDuration(now - last.timestamp)} ago`] : [];
}
