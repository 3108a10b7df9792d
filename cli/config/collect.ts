/** Collects a stack's settings from its file, from flags and from prompts. */
import { defaultOf } from "../../settings/defaults";
import type { FlatConfig } from "../../settings/flat-config";
import { log } from "../../terminal/output";
import { type Flags, parseAnswer } from "./flags";
import { suggestRelease } from "./network-release";
import { promptFor } from "./prompt";
import { type CheckOptions, defaultAnswer, isNeeded, type Prompt, prompts } from "./prompts";

export interface PromptMode {
  /** Where settings without a flag come from: `prompts`, the stack's values or `defaults`, or `flags` only. */
  readonly source: "prompts" | "defaults" | "flags";
  readonly check: CheckOptions;
  readonly flags: Flags;
}

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
  let values: Record<string, string> = withoutEmpty({ ...current, ...fromFlags });
  let hasPrompted = false;
  for (const prompt of prompts) {
    const { path } = prompt.definition;
    if (path in fromFlags) continue;
    if (!isNeeded(prompt, values)) {
      // A value that belonged to another choice.
      values = withoutEmpty({ ...values, [path]: "" });
      continue;
    }
    hasPrompted ||= mode.source === "prompts";
    values = withoutEmpty({ ...values, [path]: (await valueFor(prompt, values, mode)) ?? "" });
  }
  return { values: withoutDefaults(values, current), hasPrompted };
}

async function valueFor(
  prompt: Prompt,
  values: FlatConfig,
  { source, check, flags }: PromptMode,
): Promise<string | undefined> {
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
