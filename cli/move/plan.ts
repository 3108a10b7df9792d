/** Plans a move by the settings of both stacks. Pure. */
import { claimOf } from "../../settings/claim";
import { setCommand } from "../../settings/commands";
import { compareReleases } from "../../settings/releases/release";
import { problemList } from "../../settings/problems";
import { type CheckedConfig, checkConfig } from "../../settings/check-config";
import { splitName } from "../../settings/attester-names";
import { attester } from "../../settings/schema/attester";
import { keys } from "../../settings/schema/keys";
import { OperatorError } from "../../terminal/output";
import type { StackConfig } from "../stack/plain-config";
import { schemaBetween } from "../update/demands";
import { type MoveRecord, waitText } from "./record";
import { keepsRecord } from "./transfer-decision";

/** One of the two stacks. */
export interface MoveSide extends StackConfig {
  readonly name: string;
}

/** A setting that is copied to the new stack. */
export interface CopiedSetting {
  readonly name: string;
  /** As the old stack stores it; in plain text if it is secret. */
  readonly value: string;
  readonly isSecret: boolean;
}

export interface MovePlan {
  readonly attesters: readonly string[];
  readonly copied: readonly CopiedSetting[];
  readonly old: CheckedConfig;
  /** With the copied settings. */
  readonly next: CheckedConfig;
}

/** Settings of the validator's keys. The admin API key and an HA group's database belong to the stack, not to the validator. */
const SIGNING = new Set(Object.keys({ ...attester, ...keys }));
for (const name of ["adminApiKey", "haDatabaseUrl"]) SIGNING.delete(name);
/** Returns whether a setting is one of them, for any attester: `coinbase-second`. */
const isSigning = (name: string) => SIGNING.has(splitName(name).setting);
/** Settings that a stack may have without having keys. */
const RECEIVERS = ["coinbase", "feeRecipient"];
/** Peers know the node by it, whichever attesters it has. */
export const IDENTITY = "p2pPrivateKey";

/**
 * Plans a move.
 *
 * @param identity     the old node's p2p key, from its settings or generated
 * @param localRelease the release of the development images
 * @throws {OperatorError} if the stacks are not those of a move, or a stack's settings have problems
 */
export function planMove(old: MoveSide, next: MoveSide, identity: string | undefined, localRelease: string): MovePlan {
  if (old.name === next.name) throw refused(`${old.name} is both the old and the new stack`);
  const copied = settingsToCopy(old, next, identity);
  const before = checkedSide(old, localRelease);
  const secret = new Set(copied.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  const config = { ...next.config, ...Object.fromEntries(copied.map(({ name, value }) => [name, value])) };
  const isSecret = (name: string) => next.isSecret(name) || secret.has(name);
  const after = checkedSide({ name: next.name, config, isSecret }, localRelease);
  const why = obstacle(old.name, before, next.name, after);
  if (why) throw refused(why);
  return { attesters: attestersOf(before), copied, old: before, next: after };
}

/** @throws {OperatorError} with the problems of a stack's settings */
export function checkedSide({ name, config, isSecret }: MoveSide, localRelease: string): CheckedConfig {
  const check = checkConfig(config, isSecret, localRelease);
  if (check.ok) return check;
  throw new OperatorError(`The stack ${name}: ${problemList(check.problems, name)}`);
}

/** Returns what the new stack lacks. Keys belong together: a stack that has any keeps its own. */
export function settingsToCopy(old: StackConfig, next: StackConfig, identity: string | undefined): CopiedSetting[] {
  const hasKeys = Object.keys(next.config).some((name) => isSigning(name) && !RECEIVERS.includes(name));
  const names = Object.keys(old.config).filter((name) => isSigning(name) && !(name in next.config) && !hasKeys);
  const signing = names.map((name) => ({
    name,
    value: old.config[name] ?? "",
    isSecret: old.isSecret(name),
  }));
  const isMissing = identity !== undefined && !(IDENTITY in next.config);
  return [...signing, ...(isMissing ? [{ name: IDENTITY, value: identity, isSecret: true }] : [])];
}

/** Returns why the new stack cannot take over the validator; undefined if it can. */
function obstacle(from: string, old: CheckedConfig, to: string, next: CheckedConfig): string | undefined {
  const { settings } = old;
  const attesters = [attestersOf(old), attestersOf(next)].map((all) => all.join(", "));
  if (settings.network === "local")
    return `${from} is on a local network, and its validator exists only on its own chain`;
  if (settings.role !== "sequencer")
    return `${from} is a ${settings.role}, which attests to nothing: stop ${from}, then bring ${to} up instead`;
  if (chainOf(old) !== chainOf(next)) return `${from} and ${to} are on different networks`;
  if (attesters[0] === "") return `${from} has no attester whose address is known`;
  if (attesters[0] === attesters[1]) return unreadable(from, old, to, next);
  return `${from} attests as ${attesters[0] ?? ""}, and ${to} ${attesters[1] ? `as ${attesters[1]}` : "not at all"}`;
}

/**
 * Returns why a node of the new stack's release would not start on the old one's record. One without a record of its own
 * copies none, and waits.
 */
function unreadable(from: string, old: CheckedConfig, to: string, next: CheckedConfig): string | undefined {
  const [older, newer] = [next.release.version, old.release.version];
  const why = keepsRecord(next) && compareReleases(older, newer) < 0 ? schemaBetween(older, newer) : undefined;
  return (
    why && `${from} runs ${newer} and ${to} is set to ${older}: ${why}. First: ${setCommand("release", newer, to)}`
  );
}

function attestersOf({ settings }: CheckedConfig): readonly string[] {
  return claimOf(settings)?.attesters ?? [];
}

function chainOf({ settings: { network, l1ChainId, l1Contracts } }: CheckedConfig): string {
  return JSON.stringify([network, l1ChainId, l1Contracts]);
}

function refused(why: string): OperatorError {
  return new OperatorError(`The validator cannot be moved: ${why}. Nothing was changed.`);
}

/** Lists the steps, as the operator reads them before confirming. */
export function planLines(
  from: string,
  to: string,
  plan: MovePlan,
  { epochSeconds, stopped }: MoveRecord,
  isGone: boolean,
): string[] {
  const names = plan.copied.map(({ name }) => name).join(", ");
  const copy = names ? `copy ${names} from ${from}, encrypted; ` : "";
  const wait = waitText(epochSeconds, stopped);
  return [
    `Move of the validator ${plan.attesters.join(", ")} from the stack ${from} to the stack ${to}:`,
    `  1. ${to}: ${copy}create host, image and volume, but start no node`,
    isGone
      ? `  2. ${from}: its host is gone (--host-is-gone); its node must never start there again`
      : `  2. ${from}: stop the node for good, and check that its host has no container of it`,
    isGone
      ? `  3. ${wait}: only the lost host knows what was signed last`
      : `  3. copy the record of what was signed; if that is not enough, ${wait}`,
    `  4. ${to}: start the node, and wait until it is ready`,
  ];
}
