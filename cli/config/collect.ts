/** Collects a stack's settings from its file, from flags and from prompts. */
import { defaultOf } from "../../settings/defaults";
import type { FlatConfig } from "../../settings/flat-config";
import { log, OperatorError } from "../../terminal/output";
import { promptChoice } from "../../terminal/prompts";
import { type Flags, parseAnswer } from "./flags";
import {
  freshKeys,
  hasKeys,
  type KeySource,
  labelOf,
  obsoletePaths,
  pathsOf,
  sourceIn,
  sourcesFor,
} from "./key-source";
import { suggestRelease } from "./network-release";
import { BACK, BACK_ANSWER, BACK_CHOICE, promptFor } from "./prompt";
import { type CheckOptions, defaultAnswer, isNeeded, type Prompt, prompts } from "./prompts";

export interface PromptMode {
  /** Where settings without a flag come from: `prompts`, the stack's values or `defaults`, or `flags` only. */
  readonly source: "prompts" | "defaults" | "flags";
  readonly check: CheckOptions;
  readonly flags: Flags;
}

/** The values that are known so far. */
interface Collected {
  readonly values: FlatConfig;
  /** Undefined before its prompt, and if the stack keeps its keys or needs none. */
  readonly keySource?: KeySource | undefined;
}

/** A prompt that was answered, and what was known before: to go back undoes the answer and all that followed from it. */
interface Answered {
  readonly at: number;
  readonly before: Collected;
}

/** What the stack and the command line have, before any prompt. */
interface Given {
  readonly current: FlatConfig;
  readonly fromFlags: FlatConfig;
}

/** A step to the next prompt. */
interface Step extends Collected {
  /** Whether the operator has answered a prompt. */
  readonly hasPrompted: boolean;
}

/** Chooses where the keys come from. It stands before the prompts of keys. */
const KEY_SOURCE = "key source";
const firstKey = prompts.findIndex(({ isKey }) => isKey);
const items = [...prompts.slice(0, firstKey), KEY_SOURCE, ...prompts.slice(firstKey)] as const;

/**
 * @param current   the settings that the stack has
 * @param fromFlags the settings that the flags set
 * @returns the settings, and whether a prompt was shown
 */
export async function collect(
  current: FlatConfig,
  fromFlags: FlatConfig,
  mode: PromptMode,
): Promise<{ values: FlatConfig; hasPrompted: boolean }> {
  if (mode.source === "prompts")
    log(`Enter ${BACK_ANSWER} to return to the previous question. Nothing is written before you confirm.\n`);
  let collected: Collected = { values: withoutEmpty({ ...current, ...fromFlags }) };
  const answered: Answered[] = [];
  for (let at = 0; at < items.length;) {
    const item = items[at];
    if (item === undefined) break;
    const step = await take(item, collected, { current, fromFlags }, mode);
    if (step === BACK) {
      const last = answered.pop();
      if (last) ({ at, before: collected } = last);
      continue;
    }
    if (step.hasPrompted) answered.push({ at, before: collected });
    collected = step;
    at += 1;
  }
  return { values: withoutDefaults(collected.values, current), hasPrompted: answered.length > 0 };
}

async function take(
  item: Prompt | typeof KEY_SOURCE,
  collected: Collected,
  given: Given,
  mode: PromptMode,
): Promise<Step | typeof BACK> {
  if (item === KEY_SOURCE) return takeKeySource(collected, given, mode);
  const { path } = item.definition;
  const { values } = collected;
  const unchanged = { ...collected, hasPrompted: false };
  if (path in given.fromFlags) return unchanged;
  if (item.isKey && !isKeyInQuestion(path, collected)) return unchanged;
  // A value that belonged to another choice.
  if (!isNeeded(item, values)) return { ...unchanged, values: withoutEmpty({ ...values, [path]: "" }) };
  const value = await valueFor(item, values, mode);
  if (value === BACK) return BACK;
  return {
    ...collected,
    values: withoutEmpty({ ...values, [path]: value ?? "" }),
    hasPrompted: mode.source === "prompts",
  };
}

/** Returns whether a setting of keys is prompted for, or removed if it is not needed. All others stay as they are. */
function isKeyInQuestion(path: string, { keySource, values }: Collected): boolean {
  if (sourcesFor(values).length === 0) return WITHOUT_SOURCE.has(path);
  return keySource !== undefined && pathsOf(keySource, values).includes(path);
}

/** Settings of keys with their own conditions, for stacks that have no key source to choose. */
const WITHOUT_SOURCE = new Set(["keystore", "attesterPrivateKey", "proverPublisherPrivateKeys"]);

/** Finds out where the keys come from, and makes new ones. */
async function takeKeySource(
  { values }: Collected,
  { current, fromFlags }: Given,
  mode: PromptMode,
): Promise<Step | typeof BACK> {
  const possible = sourcesFor(values);
  if (possible.length === 0) return { values, hasPrompted: false };
  // An empty flag unsets a key, but it does not make the stack one without keys.
  const isWithKeys = hasKeys({ ...current, ...values });
  const flag = sourceOfFlags(mode.flags, possible) ?? sourceIn(withoutEmpty({ ...kindOf(values), ...fromFlags }));
  const answer = flag ?? (mode.source === "prompts" ? await promptSource(isWithKeys, possible) : undefined);
  if (answer === BACK) return BACK;
  const hasPrompted = flag === undefined && mode.source === "prompts";
  if (answer === undefined) return { values, hasPrompted };
  if (answer !== "new") {
    const obsolete = obsoletePaths(answer, values).filter((path) => !(path in fromFlags));
    return { values: without(values, obsolete), keySource: answer, hasPrompted };
  }
  if (isWithKeys) throw new OperatorError(HAS_KEYS);
  return { values: { ...values, ...freshKeys(values) }, keySource: answer, hasPrompted };
}

const HAS_KEYS =
  "The stack already has a key, which --key-source new would replace; nothing was written. To replace it: aztec-validator keys new --replace";

/** Returns the values that decide which key sources are possible. */
function kindOf({ network = "", role = "" }: FlatConfig): FlatConfig {
  return withoutEmpty({ network, role });
}

/** @throws {OperatorError} if the role cannot have the source of --key-source */
function sourceOfFlags({ keySource }: Flags, possible: readonly KeySource[]): KeySource | undefined {
  if (typeof keySource !== "string") return undefined;
  const source = possible.find((one) => one === keySource);
  if (source) return source;
  throw new OperatorError(
    `--key-source ${keySource} is not possible for this role; nothing was written. Pass one of: ${possible.join(", ")}.`,
  );
}

/** @returns undefined if the stack keeps its keys */
async function promptSource(
  isWithKeys: boolean,
  possible: readonly KeySource[],
): Promise<KeySource | undefined | typeof BACK> {
  const keep = isWithKeys ? ["keep the stack's keys"] : [];
  const offered = isWithKeys ? possible.filter((source) => source !== "new") : possible;
  const choices = [...keep, ...offered.map(labelOf), BACK_CHOICE];
  const answer = await promptChoice("keys: Where the node's keys come from", choices, { isErased: true });
  if (answer === BACK_CHOICE) return BACK;
  log(`✔ keys: ${answer}`);
  return offered.find((source) => labelOf(source) === answer);
}

async function valueFor(
  prompt: Prompt,
  values: FlatConfig,
  { source, check, flags }: PromptMode,
): Promise<string | undefined | typeof BACK> {
  const current = values[prompt.definition.path];
  if (source === "flags") return current;
  const preset = current ?? (await suggest(prompt, values, check));
  if (source === "defaults") return preset;
  return promptFor(prompt, values, {
    check,
    defaultAnswer: preset,
    parse: (one, answer) => parseAnswer(one, answer, flags, values),
  });
}

/** Suggests a value; a release by what the network answers. */
async function suggest(
  prompt: Prompt,
  values: FlatConfig,
  { localRelease }: CheckOptions,
): Promise<string | undefined> {
  const suggested = prompt.definition.path === "release" ? await suggestRelease(values) : undefined;
  if (suggested) log(`  ${suggested.reason}.`);
  return suggested?.release ?? defaultAnswer(prompt, values, localRelease);
}

function without(values: FlatConfig, paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([path]) => !paths.includes(path)));
}

function withoutEmpty(values: FlatConfig): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/** Removes values that equal the default, except those that the stack's file already has. */
function withoutDefaults(values: FlatConfig, current: FlatConfig): FlatConfig {
  const isDefault = (path: string, value: string) => current[path] === undefined && value === String(defaultOf(path));
  return Object.fromEntries(Object.entries(values).filter(([path, value]) => !isDefault(path, value)));
}

export function difference(before: FlatConfig, after: FlatConfig): { set: FlatConfig; remove: readonly string[] } {
  const set = Object.entries(after).filter(([path, value]) => before[path] !== value);
  return { set: Object.fromEntries(set), remove: Object.keys(before).filter((path) => !(path in after)) };
}
