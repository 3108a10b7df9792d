/** Attesters: their state in the rollup contract, and their duties as the node recorded them. Pure. */
import { z } from "zod";
import { meantBy } from "../../../settings/network/other-rollup";
import { formatTime } from "../../../terminal/format";
import { dutiesOf, describeDuties, type Stats } from "./duties";
import { type RecordGap, recordGap, UNREADABLE } from "./duty-record";
import { epochDutiesSchema, epochsOf } from "./epochs";
import type { Finding } from "../finding";
import type { StackInfo } from "../stack-info";
import type { ProbeResult } from "../probe/protocol";
import {
  ATTESTER_STATES,
  type AttesterState,
  type AttesterView,
  attesterView,
  type ChainState,
  chainState,
  networkRollup,
} from "./contracts";

const count = z.int().nonnegative();
const duty = z.object({ slot: count, time: z.iso.datetime() }).nullable().describe("The duty as the node recorded it");
const duties = z.object({ missed: count, total: count }).nullable();

export const attesterFactsSchema = z.object({
  address: z.string(),
  coinbase: z.string().nullable().describe("Receives the rewards; null: unknown"),
  state: z.enum(ATTESTER_STATES).nullable().describe("State in the contract of the node's rollup"),
  stake: z.string().nullable().describe("Amount in the smallest unit of the stake's token (18 decimals)"),
  queue: z
    .object({ position: count.nullable().describe("Position from 1 on; null: not among the first 200"), length: count })
    .nullable()
    .describe("The entry queue; null: empty, or the attester is in the validator set"),
  exit: z
    .object({ amount: z.string(), exitableAt: z.iso.datetime() })
    .nullable()
    .describe("A withdrawal that was initiated, and when it can be finalised"),
  stateOnNetworkRollup: z
    .enum(ATTESTER_STATES)
    .nullable()
    .describe("State in the network's rollup; null: the node serves that rollup"),
  lastProposal: duty,
  lastAttestation: duty,
  recentDuties: duties.describe("The last 32 duties at most"),
  recentDutiesSinceStart: duties.describe(
    "Recent duties after the node's start; null: unknown, or all of them are after it",
  ),
  epochs: z.array(epochDutiesSchema).describe("The last epochs with duties, oldest first, as the node recorded them"),
  missedAttestations: z.object({ count, total: count }).nullable(),
  missedProposals: z.object({ count, total: count }).nullable(),
});
export type AttesterFacts = z.output<typeof attesterFactsSchema>;

/** Observation of one attester. */
export interface AttesterSeen {
  readonly address: string;
  readonly coinbase?: string | undefined;
  readonly view: AttesterView | undefined;
  readonly stats: Stats | undefined;
  /** Slot in which the node began to record statistics. */
  readonly startSlot?: number | undefined;
  /** Why the statistics say nothing about its present duties. */
  readonly gap?: RecordGap | undefined;
}

/** Collects the observations of a stack's attesters. */
export function attestersSeen(stackInfo: StackInfo, answers: ProbeResult | undefined): AttesterSeen[] {
  const { signers, coinbases = {} } = stackInfo;
  const recorded = answers?.node?.stats?.value;
  const stats = new Map(Object.entries(recorded?.stats ?? {}).map(([one, value]) => [one.toLowerCase(), value]));
  const gap = recordGap(answers?.node, stackInfo, chainState(answers?.work));
  return signers.attesters.map((address) => {
    const own = stats.get(address.toLowerCase());
    return {
      address,
      coinbase: coinbases[address],
      view: attesterView(answers?.work, address) ?? bare(answers?.chain?.attesters?.[address]?.value),
      stats: own ?? undefined,
      startSlot: recorded?.initialSlot,
      gap: own === null ? UNREADABLE : gap,
    };
  });
}

/** Builds a view from only the status: contracts up to 2.x return nothing else. */
function bare(status: string | null | undefined): AttesterView | undefined {
  const state = status ? ATTESTER_STATES[Number(BigInt(status))] : undefined;
  return state && { state, stake: 0n };
}

export function attesterFacts(seen: AttesterSeen, chain: ChainState | undefined): AttesterFacts {
  const { address, view, stats, startSlot } = seen;
  const duties = dutiesOf(stats, startSlot);
  const { lastProposal, lastAttestation, missedAttestations, missedProposals } = stats ?? {};
  const isOutside = view?.state === "none" && chain !== undefined && chain.queue.length > 0;
  const missed = (one: Stats["missedProposals"]) =>
    one && one.total > 0 ? { count: one.count, total: one.total } : null;
  return {
    address,
    coinbase: seen.coinbase ?? null,
    state: view?.state ?? null,
    stake: view && chain ? String(view.stake) : null,
    queue: isOutside ? { position: view.place ?? null, length: chain.queue.length } : null,
    exit: view?.exit ? { amount: String(view.exit.amount), exitableAt: isoOf(view.exit.at) } : null,
    stateOnNetworkRollup: view?.elsewhere ?? null,
    lastProposal: dutyFact(lastProposal),
    lastAttestation: dutyFact(lastAttestation),
    recentDuties: duties ? { missed: duties.missed, total: duties.total } : null,
    recentDutiesSinceStart: duties?.sinceStart ?? null,
    epochs: epochsOf(stats, chain?.epochSlots),
    missedAttestations: missed(missedAttestations),
    missedProposals: missed(missedProposals),
  };
}

const dutyFact = (last: Stats["lastProposal"]) => (last ? { slot: last.slot, time: isoOf(last.timestamp) } : null);
const isoOf = (seconds: number) => new Date(asDate(seconds) * 1000).toISOString();

/** Caps seconds since 1970 at the last date of JavaScript: a contract's number may be larger. */
function asDate(seconds: number): number {
  return Math.min(seconds, 8.64e12);
}

export function attesterFindings(stackInfo: StackInfo, answers: ProbeResult): Finding[] {
  const chain = chainState(answers.work);
  const network = { rollup: networkRollup(answers.work), isMeant: meantBy(stackInfo.settings) !== undefined };
  return attestersSeen(stackInfo, answers).map((one): Finding => {
    const check = "attester";
    const performed = performance(one, stackInfo.stack, answers.now / 1000);
    if (!one.view) {
      const { error } = answers.chain?.attesters?.[one.address] ?? {};
      const why = error ?? "no L1 server is on the right chain, or no node reports the rollup contract";
      const { message, remedy } = performed;
      // The node has seen these duties itself: they need no L1.
      const severity = performed.severity === "failure" ? "failure" : "unknown";
      return { check, severity, message: `${one.address}: its state is unknown: ${why}${message}`, remedy };
    }
    const { message, ...rest } = judged(one.view, performed, chain, network);
    return { check, ...rest, message: `${one.address} ${message}` };
  });
}

type Judged = Omit<Finding, "check">;

/** The network's rollup if the node serves another one, and whether the settings allow that. */
interface Network {
  readonly rollup: string | undefined;
  readonly isMeant: boolean;
}

function judged(view: AttesterView, performed: Judged, chain: ChainState | undefined, network: Network): Judged {
  const of: Readonly<Record<AttesterState, () => Judged>> = {
    none: () => outside(view, chain, network),
    validating: () => validating(view, performed, chain),
    zombie: () => outOfSet(view, chain),
    // The committee is sampled from the set of some epochs before. Seen on a chain of 4.1.2.
    exiting: () => ({
      severity: "warning",
      message: `is leaving the validator set: its duties end a few epochs after the exit began${exit(view)}`,
    }),
  };
  return of[view.state]();
}

/**
 * Judges an attester that is out of the validator set and has a stake left. A slash below the minimum stake leaves
 * less than that; the attester's own exit leaves more. Source: AZIP-27; the rollup contract of
 * release 6 returns the same status for both until the withdrawer has named the recipient of the stake.
 */
function outOfSet(view: AttesterView, chain: ChainState | undefined): Judged {
  const isExit = view.exit !== undefined && chain !== undefined && view.exit.amount >= chain.leastStake;
  if (isExit)
    return {
      severity: "warning",
      message: `left the validator set by its own exit: its duties end a few epochs later${exit(view)}`,
      remedy: "its withdrawer must name the recipient of the stake (docs/join-earn-leave.md, Leave)",
    };
  return {
    severity: "failure",
    message: `was slashed below the minimum stake and removed from the validator set: it does not attest${exit(view)}`,
    remedy: "withdraw the rest of the stake; to validate again, use a new attester key and a new stake",
  };
}

function outside(
  { place, elsewhere }: AttesterView,
  chain: ChainState | undefined,
  { rollup, isMeant }: Network,
): Judged {
  if (elsewhere === "validating" && rollup) {
    const message = `is in the validator set of the network's rollup ${rollup}, which this node does not serve: it does not attest`;
    return { severity: isMeant ? "warning" : "failure", message };
  }
  const { length = 0, perEpoch = 0, searched = 0 } = chain?.queue ?? {};
  if (place !== undefined) {
    const pace = perEpoch > 0 ? `; at most ${perEpoch} enter per epoch` : "";
    return { severity: "warning", message: `is in the entry queue, position ${place} of ${length}${pace}` };
  }
  const message = "is not in the validator set: it does not attest";
  if (searched === length) return { severity: "warning", message };
  return {
    severity: "warning",
    message: `${message}; it may be in the entry queue after position ${searched} of ${length}`,
  };
}

function validating(view: AttesterView, performed: Judged, chain: ChainState | undefined): Judged {
  const isSlashed = chain !== undefined && view.stake > 0n && view.stake < chain.stake;
  const left = isSlashed
    ? `; it was slashed: ${tokens(view.stake)} of ${tokens(chain.stake)} AZTEC are left; below ${tokens(chain.leastStake)} it is removed from the validator set`
    : "";
  const { severity } = performed;
  return {
    ...performed,
    severity: severity === "ok" && isSlashed ? "warning" : severity,
    message: `is in the validator set${performed.message}${left}`,
  };
}

/** Judges the recorded duties. The message continues a sentence; it is empty if there are none. @param now seconds since 1970 */
function performance({ stats, startSlot, gap }: AttesterSeen, stack: string, now: number): Judged {
  const duties = dutiesOf(stats, startSlot);
  const done = duties && stats ? `; ${describeDuties(duties, stats, now)}` : "";
  const severity = duties?.severity ?? "ok";
  if (gap && severity !== "failure")
    return { severity: gap.severity, message: `${done}; ${gap.message}`, remedy: gap.remedy };
  if (!duties || severity === "ok") return { severity, message: done };
  const log = `aztec-validator logs --since 3h --level warn --stack ${stack}`;
  return { severity, message: done, remedy: `see the other checks; the reasons are in the node's log: ${log}` };
}

function exit({ exit: begun }: AttesterView): string {
  if (!begun) return "";
  return `; ${tokens(begun.amount)} AZTEC can be withdrawn from ${formatTime(asDate(begun.at))}`;
}

/** Formats an amount of 18 decimals in whole tokens. */
function tokens(amount: bigint): string {
  return String(amount / 10n ** 18n);
}
