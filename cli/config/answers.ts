/** From what a stack has, what flags give and what is asked, to what it is to have. */
import { defaultOf } from "../../settings/defaults";
import { type Check, isAsked as isOfInterest, type Question, questions, suggestion } from "./questions";
import type { FlatConfig } from "../../settings/flat-config";
import { log } from "../../terminal/output";
import { ask } from "./ask";
import { type Flags, valueOf } from "./given-settings";
import { releaseOfNetwork } from "./network-release";

export interface PromptMode {
  /** `ask` on a terminal, take the `defaults`, or take nothing but what the `flags` give. */
  readonly way: "ask" | "defaults" | "flags";
  readonly check: Check;
  readonly flags: Flags;
}

/** @returns the values, and whether anything was asked */
export async function collect(
  present: FlatConfig,
  given: FlatConfig,
  how: PromptMode,
): Promise<{ values: FlatConfig; isAsked: boolean }> {
  let values: Record<string, string> = withoutEmpty({ ...present, ...given });
  let isAsked = false;
  for (const question of questions) {
    const { path } = question.variable;
    if (path in given) continue;
    if (!isOfInterest(question, values)) {
      // What was there for another choice.
      values = withoutEmpty({ ...values, [path]: "" });
      continue;
    }
    isAsked ||= how.way === "ask";
    values = withoutEmpty({ ...values, [path]: (await answer(question, values, how)) ?? "" });
  }
  return { values: withoutIdle(values, present), isAsked };
}

async function answer(
  question: Question,
  values: FlatConfig,
  { way, check, flags }: PromptMode,
): Promise<string | undefined> {
  const present = values[question.variable.path];
  if (way === "flags") return present;
  if (way === "defaults") return present ?? offer(question, values, check);
  const offered = present ?? (await offer(question, values, check));
  return ask(question, values, { check, offered, valueOf: (one, typed) => valueOf(one, typed, flags, values) });
}

/** What is offered where the stack has no value yet: of the release, what the network says. */
async function offer(question: Question, values: FlatConfig, { localRelease }: Check): Promise<string | undefined> {
  const suggested = suggestion(question, values, localRelease);
  if (question.variable.path !== "release") return suggested;
  const proposal = await releaseOfNetwork(values);
  if (proposal) log(`  ${proposal.why}.`);
  return proposal?.release ?? suggested;
}

function withoutEmpty(values: FlatConfig): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/** A default need not be written, unless the stack has it already. */
function withoutIdle(values: FlatConfig, present: FlatConfig): FlatConfig {
  const isIdle = (path: string, value: string) => present[path] === undefined && value === String(defaultOf(path));
  return Object.fromEntries(Object.entries(values).filter(([path, value]) => !isIdle(path, value)));
}

export function difference(before: FlatConfig, after: FlatConfig): { set: FlatConfig; remove: readonly string[] } {
  const set = Object.entries(after).filter(([path, value]) => before[path] !== value);
  return { set: Object.fromEntries(set), remove: Object.keys(before).filter((path) => !(path in after)) };
}
