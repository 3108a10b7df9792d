/** From what a stack has, what flags give and what is asked, to what it is to have. */
import { defaultOf } from "../../settings/defaults";
import { type Check, isAsked as isOfInterest, type Question, questions, suggestion } from "./questions";
import type { Written } from "../../settings/written";
import { say } from "../../terminal/output";
import { ask } from "./ask";
import { type Flags, valueOf } from "./given-settings";
import { releaseOfNetwork } from "./network-release";

export interface Way {
  /** `ask` on a terminal, take the `defaults`, or take nothing but what the `flags` give. */
  readonly way: "ask" | "defaults" | "flags";
  readonly check: Check;
  readonly flags: Flags;
}

/** @returns the values, and whether anything was asked */
export async function collect(
  present: Written,
  given: Written,
  how: Way,
): Promise<{ values: Written; isAsked: boolean }> {
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

async function answer(question: Question, values: Written, { way, check, flags }: Way): Promise<string | undefined> {
  const present = values[question.variable.path];
  if (way === "flags") return present;
  if (way === "defaults") return present ?? offer(question, values, check);
  const offered = present ?? (await offer(question, values, check));
  return ask(question, values, { check, offered, valueOf: (one, typed) => valueOf(one, typed, flags, values) });
}

/** What is offered where the stack has no value yet: of the release, what the network says. */
async function offer(question: Question, values: Written, { localRelease }: Check): Promise<string | undefined> {
  const suggested = suggestion(question, values, localRelease);
  if (question.variable.path !== "release") return suggested;
  const proposal = await releaseOfNetwork(values);
  if (proposal) say(`  ${proposal.why}.`);
  return proposal?.release ?? suggested;
}

function withoutEmpty(values: Written): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/** A default need not be written, unless the stack has it already. */
function withoutIdle(values: Written, present: Written): Written {
  const isIdle = (path: string, value: string) => present[path] === undefined && value === String(defaultOf(path));
  return Object.fromEntries(Object.entries(values).filter(([path, value]) => !isIdle(path, value)));
}

export function difference(before: Written, after: Written): { set: Written; remove: readonly string[] } {
  const set = Object.entries(after).filter(([path, value]) => before[path] !== value);
  return { set: Object.fromEntries(set), remove: Object.keys(before).filter((path) => !(path in after)) };
}
