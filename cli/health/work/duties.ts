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
 * Statuses of a slot with a missed duty. `checkpoint-invalid` and `checkpoint-unvalidated` exist in releases after 4.1.
 * Source: the sentinel's README in aztec-node at 725bb68c.
 */
const MISSED = [
  "attestation-missed",
  "checkpoint-missed",
  "blocks-missed",
  "checkpoint-invalid",
  "checkpoint-unvalidated",
];

export interface Duties {
  readonly missed: number;
  readonly of: number;
  /** Whether all recorded duties are counted, and not only the recent ones. */
  readonly isAll: boolean;
  readonly severity: Severity;
}

/** Counts missed duties among the recent ones. @returns undefined if the node has recorded none */
export function dutiesOf(stats: Stats | undefined): Duties | undefined {
  if (!stats) return undefined;
  const recent = stats.history?.slice(-RECENT);
  const { missedAttestations, missedProposals = { count: 0, total: 0 } } = stats;
  const count = recent
    ? recent.filter(({ status }) => MISSED.includes(status)).length
    : missedAttestations.count + missedProposals.count;
  const of = recent ? recent.length : missedAttestations.total + missedProposals.total;
  if (of === 0) return undefined;
  return { missed: count, of, isAll: !recent || recent.length < RECENT, severity: severityOf(count, of) };
}

function severityOf(count: number, of: number): Severity {
  if (of < LEAST) return "ok";
  const share = count / of;
  return share >= SHARE.failure ? "failure" : share > SHARE.warning ? "warning" : "ok";
}

/**
 * Describes duties: `missed 2 of its last 32 duties; last proposal in slot 812, 13 min ago`.
 *
 * @param now seconds since 1970
 */
export function describeDuties({ missed: count, of, isAll }: Duties, { lastProposal }: Stats, now: number): string {
  const duties = formatCount(of, "duty", "duties");
  const text = `missed ${count} of its ${isAll ? "" : "last "}${duties}`;
  if (!lastProposal) return text;
  return `${text}; last proposal in slot ${lastProposal.slot}, ${formatDuration(now - lastProposal.timestamp)} ago`;
}
