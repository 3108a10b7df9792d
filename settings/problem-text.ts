/** What the schema finds wrong, in an operator's words. */
import type { z } from "zod";
import { splitName, TAKES_NAME } from "./attester-names";
import { setFix } from "./fixes";
import { excess, type Problem } from "./problems";
import { typeAt, valueAt } from "./config-values";
import { settingMeant } from "./similar-names";
import { attesterDefinitions, settingsSchema, settingAt } from "./schema";
import { describeType } from "./schema/type-description";

/** @param values what was checked: only whether something is there is of interest, and no message repeats it */
export function problemsOfIssue(issue: z.core.$ZodIssue, values: unknown): Problem[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknown(path ? `${path}.${key}` : key));
  }
  if (issue.code === "invalid_key") return [badName(issue.path)];
  const setting = settingPath(issue.path);
  const fix = setFix(isGroup(issue.path) ? `${setting}.<setting>` : setting);
  if (valueAt(values, issue.path) === undefined) return [{ path, setting, message: "is not set", fix }];
  const message = issue.code === "custom" ? issue.message : `takes ${whatIsTaken(issue.path)}`;
  return [{ path, setting, message, fix }];
}

function unknown(path: string): Problem {
  const named = badlyNamed(path);
  if (named) return excess(path, named);
  const meant = settingMeant(path);
  const message = meant
    ? `is not a setting: is ${meant} meant?`
    : "is not a setting: docs/configuration.md has the names there are";
  return excess(path, message);
}

/** Of a known setting with a hyphen behind it, which makes one more of it for another attester. */
function badlyNamed(path: string): string | undefined {
  const [setting = ""] = path.split("-");
  if (setting === path || !settingAt(setting)) return undefined;
  const isOfAttester = attesterDefinitions.some((one) => one.path === setting);
  if (isOfAttester) return `is not a setting: behind the hyphen is an attester's name, of ${TAKES_NAME}`;
  return `is not a setting: ${setting} is the whole stack's, and no attester has one of its own`;
}

function badName(path: readonly PropertyKey[]): Problem {
  const message = "takes names of variables: capital letters, digits and _";
  return excess(pathText(path), message);
}

function whatIsTaken(path: readonly PropertyKey[]): string {
  const type = typeOf(path);
  if (!type || isGroup(path)) return "a group of settings";
  const { expects: takes } = describeType(type);
  if (type.type === "boolean") return `${takes}: to the node, "True", "yes" and "on" are false`;
  const unit = settingAt(settingPath(path))?.unit;
  return unit ? `${takes}, in ${unit}` : takes;
}

function isGroup(path: readonly PropertyKey[]): boolean {
  return typeOf(path)?.type === "object";
}

function typeOf([name = "", ...rest]: readonly PropertyKey[]): z.ZodType | undefined {
  return typeAt(settingsSchema, [splitName(String(name)).setting, ...rest]);
}

/** The setting that a path is in: an element of a list belongs to the list. */
function settingPath(path: readonly PropertyKey[]): string {
  const names = path.map(String);
  const found = names.map((_, i) => names.slice(0, i + 1).join(".")).find((prefix) => settingAt(prefix));
  return found ?? names.join(".");
}

/** `ethereumHosts[1]`, `p2p.port` */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${String(step)}`))
    .join("");
}
