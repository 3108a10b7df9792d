/** Calls for the signals of a governance payload, and their decoder. Pure. */
import { z } from "zod";
import { decodeNumber, selector } from "../../../settings/network/rollup-calls";

/**
 * Call data of each function; `count` takes a rollup, a round and a payload.
 * Source: the ABI of GovernanceProposer in @aztec/l1-artifacts 4.1.2.
 */
export const SIGNAL_CALLS = {
  round: selector("getCurrentRound()"),
  roundSlots: selector("ROUND_SIZE()"),
  quorum: selector("QUORUM_SIZE()"),
  rollup: selector("getInstance()"),
  count: selector("signalCount(address,uint256,address)"),
} as const;

const hex = z.string().optional();
export const signalsSchema = z.object({ round: hex, roundSlots: hex, quorum: hex, count: hex });

/** Signals for a payload in the current round of the governance proposer. */
export interface Signals {
  readonly round: number;
  /** Slots of a round: round n begins in slot n × roundSlots. */
  readonly roundSlots: number;
  /** Signals that make the payload a proposal. */
  readonly quorum: number;
  readonly count: number;
}

/** Decodes signals. @returns undefined if one of the numbers is unknown */
export function decodeSignals(answer: z.output<typeof signalsSchema> | undefined): Signals | undefined {
  const of = (hex: string | undefined) => decodeNumber(hex ?? "");
  const [round, roundSlots, quorum] = [of(answer?.round), of(answer?.roundSlots), of(answer?.quorum)];
  const count = of(answer?.count);
  if (round === undefined || roundSlots === undefined || quorum === undefined || count === undefined) return undefined;
  return { round, roundSlots, quorum, count };
}
