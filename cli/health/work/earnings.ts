/** Rewards of a stack's coinbases, and the signals of the payload that it votes for. Pure. */
import { z } from "zod";
import type { Settings } from "../../../settings/schema";
import { formatAmount, formatCount, formatDuration } from "../../../terminal/format";
import type { Finding } from "../finding";
import type { ProbeResult } from "../probe/protocol";
import { chainState } from "./contracts";
import { decodeRewards, type Rewards } from "./reward-calls";
import { decodeSignals } from "./signal-calls";

const count = z.int().nonnegative();

export const earningsShape = {
  rewards: z
    .object({
      symbol: z.string().describe("Symbol of the token"),
      decimals: count.describe("Decimals of the token"),
      claimable: z.boolean().nullable().describe("Whether the network allows claims at present"),
      coinbases: z.array(
        z.object({ address: z.string(), amount: z.string().describe("Amount in the smallest unit of the token") }),
      ),
    })
    .nullable()
    .describe("Rewards for proven epochs that the rollup contract holds, unclaimed"),
  vote: z
    .object({
      payload: z.string(),
      signals: count.describe("Signals for the payload, in the current round"),
      quorum: count.describe("Signals that make it a proposal"),
      round: count,
      lastSlot: count.describe("The last slot of the round"),
    })
    .nullable()
    .describe("null: the settings name no governance payload, or the signals are unknown"),
};
type Earnings = z.output<z.ZodObject<typeof earningsShape>>;

export function earningsFacts(answers: ProbeResult | undefined, settings: Settings | undefined): Earnings {
  const rewards = decodeRewards(answers?.work?.rewards?.value);
  const signals = decodeSignals(answers?.work?.signals?.value);
  const payload = settings?.governancePayload;
  return {
    rewards: rewards
      ? {
          symbol: rewards.symbol,
          decimals: rewards.decimals,
          claimable: rewards.isClaimable ?? null,
          coinbases: rewards.amounts.map(({ coinbase, amount }) => ({ address: coinbase, amount: String(amount) })),
        }
      : null,
    vote:
      signals && payload
        ? {
            payload,
            signals: signals.count,
            quorum: signals.quorum,
            round: signals.round,
            lastSlot: (signals.round + 1) * signals.roundSlots - 1,
          }
        : null,
  };
}

export function earningsFindings(answers: ProbeResult, settings: Settings | undefined): Finding[] {
  const rewards = decodeRewards(answers.work?.rewards?.value);
  const { vote } = earningsFacts(answers, settings);
  return [...(rewards ? [rewardsFinding(rewards)] : []), ...(vote ? [voteFinding(vote, answers)] : [])];
}

function rewardsFinding({ amounts, symbol, decimals, isClaimable }: Rewards): Finding {
  const all = amounts.reduce((sum, { amount }) => sum + amount, 0n);
  const [first] = amounts;
  const who =
    amounts.length === 1 && first ? `${first.coinbase} has` : `${formatCount(amounts.length, "coinbase")} have`;
  const claims = isClaimable === false ? "; the network does not allow claims yet" : "";
  const message = `${who} ${formatAmount(all, decimals)} ${symbol} to claim${claims}`;
  return { check: "rewards", severity: "ok", message };
}

function voteFinding(
  { payload, signals, quorum, lastSlot }: NonNullable<Earnings["vote"]>,
  answers: ProbeResult,
): Finding {
  const chain = chainState(answers.work);
  const left = chain ? ` (in ${formatDuration((lastSlot + 1 - chain.slot) * chain.slotSeconds)})` : "";
  const message = `for ${payload}: ${signals} of the ${quorum} signals that a proposal needs; the round ends with slot ${lastSlot}${left}`;
  return { check: "vote", severity: "ok", message };
}
