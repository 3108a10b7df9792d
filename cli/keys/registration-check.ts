/** Keeps an operator from registering a BLS key that the network refuses for its gas. */
import { MOST_ATTEMPTS, registrationCost } from "../../keys/registration-gas";
import { secretTexts } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import { OperatorError, log } from "../../terminal/output";
import { blsCosts, costlyKeys, costRemedy, describeCost, type GasCap, type KeyCost, refusedKeys } from "./bls-costs";
import { askGasCap, type StackAtHand } from "./gas-cap";

/** What `keys new` was asked for. */
interface Wanted {
  /** Which key the words give. */
  readonly addressIndex: number;
  readonly skipBlsKeyGasCheck?: boolean;
  readonly stakerOutput?: string;
}

/** Prints each key that the network refuses, or could refuse soon. @returns those that it refuses */
export async function reportCosts(stack: StackAtHand, config: RawConfig): Promise<KeyCost[]> {
  const { costly, refused, cap } = await judge(stack, config, secretTexts(config));
  const isRefused = (one: KeyCost) => refused.includes(one);
  for (const one of costly) {
    const text = describeCost(one, cap);
    if (text) log(`\nWarning: ${text}.${isRefused(one) ? `\n  ${costRemedy(one, stack.name)}` : ""}`);
  }
  return refused;
}

/** @throws {OperatorError} if the staker output would hold a key that the network refuses */
export async function refuseCostlyOutput(stack: StackAtHand, config: RawConfig): Promise<void> {
  const { refused, cap } = await judge(stack, config, secretTexts(config));
  // A file has no other keys in it.
  const [first] = refused.filter(({ setting }) => /^blsPrivateKey(-|$)/.test(setting));
  if (!first) return;
  throw new OperatorError(
    `No staker output was written. ${describeCost(first, cap) ?? ""}.\n  ${costRemedy(first, stack.name)}`,
  );
}

/**
 * Checks keys that are about to be stored. Random keys always pass: they are drawn again.
 *
 * @param keys by their settings
 * @throws {OperatorError} if the network refuses to register one
 */
export async function refuseCostlyKeys(
  stack: StackAtHand,
  config: RawConfig,
  keys: Readonly<Record<string, string>>,
  { addressIndex, skipBlsKeyGasCheck, stakerOutput }: Wanted,
): Promise<void> {
  const { refused, cap } = await judge(stack, config, keys);
  const [first] = refused;
  if (first && !skipBlsKeyGasCheck) throw new OperatorError(derivedRefusal(first, cap, addressIndex));
  if (stakerOutput) await refuseCostlyOutput(stack, { ...config, ...keys });
}

function derivedRefusal(key: KeyCost, cap: GasCap, addressIndex: number): string {
  return [
    `${describeCost(key, cap) ?? ""}. Nothing was changed.`,
    "  Words give one key for an index, so it cannot be drawn again. Another index gives another attester and BLS key:",
    `    the same command with --address-index ${addressIndex + 1}`,
    "  A random BLS key beside the attester of these words: keys new attester --mnemonic, then keys new bls",
    "  If the attester is registered with this key already: the same command with --skip-bls-key-gas-check",
  ].join("\n");
}

/** Asks for the cap only where a key is costly: the command needs no L1 otherwise. */
async function judge(stack: StackAtHand, config: RawConfig, texts: Readonly<Record<string, string>>) {
  const costly = costlyKeys(blsCosts(texts));
  const cap: GasCap = costly.length > 0 ? await askGasCap(stack, config) : { unknown: "the L1 was not asked" };
  return { costly, cap, refused: refusedKeys(costly, cap) };
}

/** Draws mnemonics until the network admits the BLS key of one. @param keyOf derives the key */
export function drawMnemonic(draw: () => string, keyOf: (mnemonic: string) => string): string {
  for (;;) {
    const mnemonic = draw();
    if (registrationCost(keyOf(mnemonic)).attempts <= MOST_ATTEMPTS) return mnemonic;
  }
}
