/** Keeps an operator from registering a BLS key that the network refuses for its gas. */
import { MOST_ATTEMPTS, registrationCost } from "../../keys/registration-gas";
import { queryNetworkFrom, queryNetworkHere } from "../../remote/query-network";
import { secretTexts } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import { networkQuestion, networkServers } from "../../settings/network/network-question";
import { configValues, parseSettings } from "../../settings/parse";
import { log, OperatorError } from "../../terminal/output";
import { nodeOf } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import {
  blsCosts,
  costlyKeys,
  costRemedy,
  describeCost,
  type GasCap,
  type KeyCost,
  refusedKeys,
} from "./registration-cost";

/** The part of a stack that the check uses. */
export type CheckedStack = Pick<StackSession, "name" | "snapshot">;

interface CheckOptions {
  /** The index that a mnemonic's key is derived at. */
  readonly addressIndex: number;
  readonly skipBlsKeyGasCheck?: boolean;
  readonly stakerOutput?: string;
}

/** Warns of each key that the network refuses or could refuse soon. @returns those that it refuses */
export async function reportCosts(stack: CheckedStack, config: RawConfig): Promise<KeyCost[]> {
  const { costly, refused, cap } = await compare(stack, config, secretTexts(config));
  for (const one of costly) {
    const text = describeCost(one, cap);
    const remedy = refused.includes(one) ? `\n  To fix it, ${costRemedy(one, stack.name)}` : "";
    if (text) log(`\nWarning: ${text}.${remedy}`);
  }
  return refused;
}

/** @throws {OperatorError} if the staker output would contain a key that the network refuses */
export async function refuseCostlyOutput(stack: CheckedStack, config: RawConfig): Promise<void> {
  const { refused, cap } = await compare(stack, config, secretTexts(config));
  // The staker output contains only keys of this source.
  const first = refused.find(({ source }) => source === "blsPrivateKey");
  if (!first) return;
  throw new OperatorError(
    `No staker output was written. ${describeCost(first, cap) ?? ""}.\n  To fix it, ${costRemedy(first, stack.name)}`,
  );
}

/**
 * Checks keys before they are stored. Random keys always pass: they are drawn until they do.
 *
 * @param keys by setting
 * @throws {OperatorError} if the network refuses to register one
 */
export async function refuseCostlyKeys(
  stack: CheckedStack,
  config: RawConfig,
  keys: Readonly<Record<string, string>>,
  { addressIndex, skipBlsKeyGasCheck, stakerOutput }: CheckOptions,
): Promise<void> {
  const { refused, cap } = await compare(stack, config, keys);
  const [first] = refused;
  if (first && !skipBlsKeyGasCheck) throw new OperatorError(derivedKeyRefusal(first, cap, addressIndex));
  if (stakerOutput) await refuseCostlyOutput(stack, { ...config, ...keys });
}

function derivedKeyRefusal(key: KeyCost, cap: GasCap, addressIndex: number): string {
  return [
    `${describeCost(key, cap) ?? ""}. Nothing was changed.`,
    "  A mnemonic has one key per index. For another attester and BLS key:",
    `    the same command with --address-index ${addressIndex + 1}`,
    "  To keep the mnemonic's attester with a random BLS key: keys new attester --mnemonic, then keys new bls",
    "  If the attester is already registered with this key: the same command with --skip-bls-key-gas-check",
  ].join("\n");
}

/** Compares the costs with the cap. Queries the cap only if a key is costly, so that no L1 is needed otherwise. */
async function compare(stack: CheckedStack, config: RawConfig, texts: Readonly<Record<string, string>>) {
  const costly = costlyKeys(blsCosts(texts));
  const cap: GasCap = costly.length > 0 ? await queryGasCap(stack, config) : { unknown: "the L1 was not queried" };
  return { costly, cap, refused: refusedKeys(costly, cap) };
}

/** Queries the cap from the running node, or else from this machine. Never fails: returns the reason instead. */
export async function queryGasCap(stack: CheckedStack, config: RawConfig): Promise<GasCap> {
  const { settings } = parseSettings(configValues(config));
  if (!settings) return { unknown: "the settings are incomplete" };
  const question = { ...networkQuestion(settings), registration: true };
  try {
    // A stack that is not in the backend yet has no node.
    const node = await stack.snapshot().then(
      ({ location }) => nodeOf(location),
      () => undefined,
    );
    const answer = node
      ? await queryNetworkFrom(node.cli, node.container, question)
      : await queryNetworkHere(question, networkServers(secretTexts(config)));
    const { gasCap: gas, unknown = "the contract does not state it" } = answer;
    return gas === undefined ? { unknown } : { gas };
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}

/** Draws mnemonics until the network accepts the BLS key of one. @param keyOf derives the key */
export function drawMnemonic(draw: () => string, keyOf: (mnemonic: string) => string): string {
  for (;;) {
    const mnemonic = draw();
    if (registrationCost(keyOf(mnemonic)).attempts <= MOST_ATTEMPTS) return mnemonic;
  }
}
