/** Edits the text of `Pulumi.<stack>.yaml`; comments and everything else in it stay as they are. Pure. */
import { isDeepStrictEqual } from "node:util";
import { isMap, isNode, type Document } from "yaml";
import { z } from "zod";
import { parseConfigText } from "../../settings/config-values";
import { settingAt } from "../../settings/schema";
import { inputType } from "../../settings/schema/definition";
import { splitPath, type FlatConfig } from "../../settings/flat-config";
import { keysOf, nameOf, parseExactly } from "../../settings/settings-file";
import { OperatorError } from "../../terminal/output";

export interface SettingsChange {
  /** Settings that are not secret. */
  readonly set: FlatConfig;
  readonly remove: readonly string[];
  /** Whether all present settings are removed first. */
  readonly replace: boolean;
}

/**
 * Changes settings in a file's text.
 *
 * @param text    of the file; empty for a new one
 * @param project the namespace of the settings
 * @throws {OperatorError} if the text is not YAML
 */
export function editedSettingsFile(text: string, project: string, { set, remove, replace }: SettingsChange): string {
  const document = parsed(text);
  if (!isMap(document.contents)) document.contents = document.createNode({});
  if (!isMap(document.get("config"))) document.set("config", document.createNode({}));
  if (replace) removeAll(document, project);
  const removed = remove.filter(
    (path) => hasGroup(document, project, path) && document.deleteIn(locate(document, project, path)),
  );
  const changed = Object.entries(set).filter(
    ([path, value]) => !hasValue(document, locate(document, project, path), value),
  );
  for (const [path, value] of changed.sort(([one], [other]) => (one < other ? -1 : 1)))
    document.setIn(locate(document, project, path), valueOf(path, value));
  // Writing the text again could add quotes: without a change, each byte stays.
  return replace || removed.length > 0 || changed.length > 0 ? document.toString({ lineWidth: 0 }) : text;
}

/**
 * Returns a text in which some settings have the values of another text, encrypted ones as they are there. Everything else
 * stays.
 *
 * @throws {OperatorError} if one of the texts is not YAML
 */
export function settingsTakenFrom(source: string, text: string, project: string, paths: readonly string[]): string {
  // Another document for the comparison: to locate a setting can add its group.
  const [before, from, document] = [parsed(source), parsed(source), parsed(text)];
  for (const path of paths) {
    const value: unknown = from.getIn(locate(from, project, path));
    if (value !== undefined) document.setIn(locate(document, project, path), value);
    else if (hasGroup(document, project, path)) {
      document.deleteIn(locate(document, project, path));
      if (!hasGroup(before, project, path)) removeEmptyGroup(document, project, path);
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** Returns whether a setting has the same value in two texts. @throws {OperatorError} if one of them is not YAML */
export function hasSameValue(one: string, other: string, project: string, path: string): boolean {
  const valueIn = (text: string): unknown => {
    const document = parsed(text);
    const value: unknown = document.getIn(locate(document, project, path));
    return isNode(value) ? value.toJS(document) : value;
  };
  return isDeepStrictEqual(valueIn(one), valueIn(other));
}

/** Returns whether a document has a setting, or others of its group. */
function hasGroup(document: Document, project: string, path: string): boolean {
  return document.hasIn(["config", keyOf(document, project, splitPath(path).group)]);
}

function removeEmptyGroup(document: Document, project: string, path: string): void {
  const key = ["config", keyOf(document, project, splitPath(path).group)];
  const group = document.getIn(key);
  if (isMap(group) && group.items.length === 0) document.deleteIn(key);
}

/** @throws {OperatorError} if a text is not YAML */
function parsed(text: string): Document {
  const document = parseExactly(text);
  refuseErrors(document);
  return document;
}

/** A value that is not a group, as text. */
const textSchema = z.union([z.string(), z.number(), z.bigint(), z.boolean()]).transform(String);

/** Returns whether a setting has a value already, as text or as a number. */
function hasValue(document: Document, place: readonly string[], value: string): boolean {
  return textSchema.safeParse(document.getIn(place)).data === value;
}

/** The parser's own message has the line's text, which may be a secret. */
function refuseErrors({ errors: [error] }: Document): void {
  if (!error) return;
  const line = error.linePos?.[0].line ?? 1;
  throw new OperatorError(
    `The stack's settings file is not valid YAML (line ${line}: ${error.code}), so it was not changed. Correct the line, then run the command again.`,
  );
}

/** Returns whether a file has any setting of the project. */
export function hasSettings(text: string, project: string): boolean {
  return keysOf(parseExactly(text), project).length > 0;
}

function removeAll(document: Document, project: string): void {
  for (const key of keysOf(document, project)) document.deleteIn(["config", key]);
}

/** Returns the key of a setting: the present one, or a new one in the file's own style. */
function keyOf(document: Document, project: string, group: string): string {
  const keys = keysOf(document, project);
  const present = keys.find((key) => nameOf(key, project) === group);
  const isBare = keys.length > 0 && keys.every((key) => !key.includes(":"));
  return present ?? (isBare ? group : `${project}:${group}`);
}

/** Returns the path of a setting in the document; converts a group that is JSON text into YAML. */
function locate(document: Document, project: string, path: string): string[] {
  const { group, name } = splitPath(path);
  const key = ["config", keyOf(document, project, group)];
  if (name === undefined) return key;
  const present: unknown = document.getIn(key);
  if (!isMap(present)) {
    const parsed = parseConfigText(present);
    document.setIn(key, document.createNode(typeof parsed === "object" && parsed !== null ? parsed : {}));
  }
  return [...key, name];
}

/** Returns numbers and booleans as such, and all else as text: a list is one text with commas. */
function valueOf(path: string, text: string): string | number | boolean {
  const definition = settingAt(path);
  const type = definition && inputType(definition.type);
  if (type instanceof z.ZodNumber && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type instanceof z.ZodBoolean && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
