/** Messages for problems that the schema finds. */
import { z } from "zod";
import { splitName, NAME_RULE } from "./attester-names";
import { moveFix, removeFix, removeKeyFix, type RemoveFix, replaceFix, setFix } from "./fixes";
import { splitPath } from "./flat-config";
import { excess, type Problem, wrong } from "./problems";
import { pathText, typeAt, valueAt } from "./config-values";
import { mayHoldKey } from "./secrecy";
import { settingMeant } from "./similar-names";
import { attesterDefinitions, settingsSchema, settingAt } from "./schema";
import { describeType, ownMessage } from "./schema/type-description";
import { refusal } from "./value-hint";

/** Returns the problems of a schema issue. @param values the checked configuration; no message repeats a value */
export function problemsOfIssue(issue: z.core.$ZodIssue, values: unknown): Problem[] {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => (path ? unknownSetting(`${path}.${key}`, values) : unknownKey(key, values)));
  }
  if (issue.code === "invalid_key") return [invalidVariable(issue.path)];
  const setting = settingPath(issue.path);
  const target = isGroup(issue.path) ? `${setting}.<setting>` : isNamed(issue.path) ? path : setting;
  // Behind the setting are places inside its text.
  const isMissing = valueAt(values, setting.split(".")) === undefined;
  if (isMissing) return [{ path, setting, message: "is not set", fix: setFix(target) }];
  const meant = { expected: expectedAt(issue.path), own: ownMessage(issue) };
  const message = refusal(typeOf(issue.path) ?? z.unknown(), valueAt(values, issue.path), meant);
  return [{ path, setting, message, fix: replaceFix(target) }];
}

/** Returns the problem with a top-level key that is no setting. */
function unknownKey(name: string, values: unknown): Problem {
  if (!name.includes(".")) return unknownSetting(name, values);
  const removal = removeKeyFix(name, valueAt(values, [name]));
  // A key with the whole path as its name: settingAt finds it, the schema of groups does not.
  if (settingAt(name) || splitPath(name).group === "extraEnv") {
    const message = "is one name with a dot in it, so it has no effect: remove it, and set it with --path";
    return wrong(name, message, moveFix(removal, name));
  }
  return unknownName(name, removal, values);
}

function unknownSetting(path: string, values: unknown): Problem {
  const removal = removeFix(path, valueAt(values, path.split(".")));
  const suffix = invalidSuffix(path);
  return suffix ? wrong(path, suffix, removal) : unknownName(path, removal, values);
}

/** Reports a name that is no setting. A key under a mistyped name is moved to the right one, unless that has a value. */
function unknownName(path: string, removal: RemoveFix, values: unknown): Problem {
  const meant = settingMeant(path);
  if (meant === undefined) return wrong(path, "is not a setting: docs/configuration.md lists all of them", removal);
  const isFree = mayHoldKey(meant) && valueAt(values, meant.split(".")) === undefined;
  const fix = isFree ? moveFix({ ...removal, kind: "remove secret" }, meant) : removal;
  return wrong(path, `is not a setting. Did you mean ${meant}?`, fix);
}

/** Returns why a setting with a name suffix is wrong; undefined if it has no suffix. */
function invalidSuffix(path: string): string | undefined {
  const [setting = ""] = path.split("-");
  if (setting === path || !settingAt(setting)) return undefined;
  const isOfAttester = attesterDefinitions.some(({ path: attesterPath }) => attesterPath === setting);
  if (isOfAttester) return `has an invalid attester name after the hyphen: a name has ${NAME_RULE}`;
  return `is not a setting: ${setting} applies to the whole stack, so it has no attester name`;
}

function invalidVariable(path: readonly PropertyKey[]): Problem {
  if (path[0] !== "extraEnv")
    return excess(pathText(path), "is not a name that AWS accepts for a tag, or a reserved one");
  const message = "is not the name of an environment variable: use capital letters, digits and _";
  return excess(pathText(path), message);
}

function expectedAt(path: readonly PropertyKey[]): string {
  const type = typeOf(path);
  if (!type || isGroup(path)) return "a group of settings";
  const { expects } = describeType(type);
  if (type.type === "boolean") return `${expects}: the node reads "True", "yes" and "on" as false`;
  const unit = settingAt(settingPath(path))?.unit;
  return unit ? `${expects}, in ${unit}` : expects;
}

function isGroup(path: readonly PropertyKey[]): boolean {
  return typeOf(path)?.type === "object";
}

/** Returns whether a path is that of a value with a name of its own: a variable, a tag. */
function isNamed(path: readonly PropertyKey[]): boolean {
  return typeOf(path.slice(0, -1))?.type === "record";
}

function typeOf([name = "", ...rest]: readonly PropertyKey[]): z.ZodType | undefined {
  return typeAt(settingsSchema, [splitName(String(name)).setting, ...rest]);
}

/** Returns the setting that contains a path: an element of a list belongs to the list. */
function settingPath(path: readonly PropertyKey[]): string {
  const names = path.map(String);
  const found = names.map((_, i) => names.slice(0, i + 1).join(".")).find((prefix) => settingAt(prefix));
  return found ?? names.join(".");
}
