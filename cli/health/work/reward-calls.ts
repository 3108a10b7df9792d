/** Calls for the rewards of coinbases, and their decoder. Pure. */
import { z } from "zod";
import { decodeNumber, decodeText, selector } from "../../../settings/network/rollup-calls";

/**
 * Call data of each function; `amount` takes an address. `symbol` and `decimals` are functions of the token.
 * Source: the ABIs of the rollup contract in @aztec/l1-artifacts 4.1.2, and of ERC-20.
 */
export const REWARD_CALLS = {
  amount: selector("getSequencerRewards(address)"),
  claimable: selector("isRewardsClaimable()"),
  token: selector("getFeeAsset()"),
  symbol: selector("symbol()"),
  decimals: selector("decimals()"),
} as const;

const hex = z.string().optional();
export const rewardsSchema = z.object({
  claimable: hex,
  symbol: hex,
  decimals: hex,
  amounts: z.record(z.string(), hex),
});

/** Rewards that the rollup contract holds for coinbases. */
export interface Rewards {
  readonly symbol: string;
  readonly decimals: number;
  /** Whether they can be claimed now; undefined if unknown. */
  readonly isClaimable: boolean | undefined;
  /** Amounts in the smallest unit of the token, by coinbase; only those that are known. */
  readonly amounts: readonly { readonly coinbase: string; readonly amount: bigint }[];
}

/** The token of networks whose contract does not name one. */
const DEFAULT_DECIMALS = 18;

/** Decodes rewards. @returns undefined if no amount is known */
export function decodeRewards(answer: z.output<typeof rewardsSchema> | undefined): Rewards | undefined {
  const amounts = Object.entries(answer?.amounts ?? {}).flatMap(([coinbase, value]) =>
    value === undefined ? [] : [{ coinbase, amount: BigInt(value) }],
  );
  if (!answer || amounts.length === 0) return undefined;
  const claimable = decodeNumber(answer.claimable ?? "");
  return {
    symbol: decodeText(answer.symbol ?? "") ?? "tokens",
    decimals: decodeNumber(answer.decimals ?? "") ?? DEFAULT_DECIMALS,
    isClaimable: claimable === undefined ? undefined : claimable === 1,
    amounts,
  };
}
