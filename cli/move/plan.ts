/** What a move is, by the settings of both stacks. Pure. */
import { claimOf } from "../../settings/claim";
import { problemList } from "../../settings/problems";
import { type CheckedConfig, checkConfig } from "../../settings/check-config";
import { splitName } from "../../settings/attester-names";
import { attester } from "../../settings/schema/attester";
import { keys } from "../../settings/schema/keys";
import { formatDuration } from "../../terminal/format";
import { OperatorError } from "../../terminal/output";
import type { StackConfig } from "../stack/stack-config";

/** One of the two stacks. */
export interface MoveSide extends StackConfig {
  readonly name: string;
}

/** A setting that the new stack is given. */
interface CopiedSetting {
  readonly name: string;
  /** As the configuration has it; a secret, where it is one there. */
  readonly value: string;
  readonly isSecret: boolean;
}

export interface MovePlan {
  readonly attesters: readonly string[];
  readonly copied: readonly CopiedSetting[];
  readonly old: CheckedConfig;
  /** With what is copied. */
  readonly next: CheckedConfig;
}

/** Whom the validator signs as. How the host is administered, and which database a group has, is the new stack's own. */
const SIGNING = new Set(Object.keys({ ...attester, ...keys }));
for (const own of ["adminApiKey", "haDatabaseUrl"]) SIGNING.delete(own);
/** Of further attesters too: `coinbase-second`. */
const isSigning = (name: string) => SIGNING.has(splitName(name).setting);
/** What a stack may say for itself and still have no keys. */
const RECEIVERS = ["coinbase", "feeRecipient"];
/** Its peers know a node by it, whoever it attests as. */
const IDENTITY = "p2pPrivateKey";

/**
 * @param identity     the old node's p2p key, be it set or generated
 * @param localRelease the release that development images are of
 * @throws {OperatorError} if it is no move of a validator, or settings of a stack are wrong
 */
export function planMove(old: MoveSide, next: MoveSide, identity: string | undefined, localRelease: string): MovePlan {
  if (old.name === next.name) throw refused(`${old.name} is both the old and the new stack`);
  const copied = settingsToCopy(old, next, identity);
  const before = checkedSide(old, localRelease);
  const secret = new Set(copied.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  const config = { ...next.config, ...Object.fromEntries(copied.map(({ name, value }) => [name, value])) };
  const isSecret = (name: string) => next.isSecret(name) || secret.has(name);
  const after = checkedSide({ name: next.name, config, isSecret }, localRelease);
  const problem = differences(old.name, before, next.name, after);
  if (problem) throw refused(problem);
  return { attesters: attestersOf(before), copied, old: before, next: after };
}

function checkedSide({ name, config, isSecret }: MoveSide, localRelease: string): CheckedConfig {
  const check = checkConfig(config, isSecret, localRelease);
  if (check.ok) return check;
  throw new OperatorError(`The stack ${name}: ${problemList(check.problems)}`);
}

/** Keys go together: a stack that has any of its own keeps to those. */
function settingsToCopy(old: MoveSide, next: MoveSide, identity: string | undefined): CopiedSetting[] {
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

function differences(from: string, old: CheckedConfig, to: string, next: CheckedConfig): string | undefined {
  const { settings } = old;
  const attesters = [attestersOf(old), attestersOf(next)].map((all) => all.join(", "));
  if (settings.network === "local") return `${from} is a development stack: its validator is of its own chain`;
  if (settings.role !== "sequencer") return `${from} is a ${settings.role}, and signs nothing: bring the new one up`;
  if (chainOf(old) !== chainOf(next)) return `${from} and ${to} are not on one network`;
  if (attesters[0] === "") return `${from} has no attester whose address is known`;
  if (attesters[0] === attesters[1]) return undefined;
  return `${from} attests as ${attesters[0] ?? ""}, and ${to} ${attesters[1] ? `as ${attesters[1]}` : "not at all"}`;
}

function attestersOf({ settings }: CheckedConfig): readonly string[] {
  return claimOf(settings)?.attesters ?? [];
}

function chainOf({ settings: { network, l1ChainId, l1Contracts } }: CheckedConfig): string {
  return JSON.stringify([network, l1ChainId, l1Contracts]);
}

function refused(why: string): OperatorError {
  return new OperatorError(`There is nothing to move: ${why}. Nothing was changed.`);
}

/** The steps, as the operator is shown them. @param epochSeconds undefined where no host is there to carry from */
export function planLines(from: string, to: string, plan: MovePlan, epochSeconds: number, isGone: boolean): string[] {
  const names = plan.copied.map(({ name }) => name).join(", ");
  const wait = `two epochs (${formatDuration(2 * epochSeconds)})`;
  return [
    `Moves the validator ${plan.attesters.join(", ")} from the stack ${from} to the stack ${to}:`,
    `  1. ${to}: ${names ? `${names} copied from ${from}, encrypted; ` : ""}host, image and volume made, nothing started`,
    isGone
      ? `  2. ${from}: its host is gone, as you say: its node must never start there again`
      : `  2. ${from}: the node is stopped for good, and seen to be gone from its host`,
    isGone
      ? `  3. ${wait} without a node: what it has signed last is on that host alone`
      : `  3. the record of what it has signed is carried over; ${wait} without a node where that is not enough`,
    `  4. ${to}: the node is started, and waited for until it is ready`,
  ];
}
