/** Reads the settings of a project from the text of `Pulumi.<stack>.yaml`, without Pulumi. Pure. */
import {
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  type Document,
  type DocumentOptions,
  type ParseOptions,
  type SchemaOptions,
} from "yaml";
import type { RawConfig } from "./config-values";
import { splitPath, textOf } from "./flat-config";

/** Settings as a file has them. */
export interface FileSettings {
  /** Values that are not encrypted. */
  readonly values: RawConfig;
  readonly hasEncrypted: boolean;
  /** Settings that the file has under two keys, with and without the namespace. */
  readonly twice: readonly string[];
}

/**
 * Keeps what has not changed. Pulumi writes an address without quotes, and as a hexadecimal number it would lose most of its
 * digits. `compat` quotes it, so that every reader takes it for text.
 */
const EXACT: ParseOptions & DocumentOptions & SchemaOptions = {
  intAsBigInt: true,
  customTags: (tags) => tags.filter((tag) => typeof tag === "string" || tag.format !== "HEX"),
  compat: "core",
};

/** Parses a settings file without losing a digit of a value. Whole numbers are of the type bigint. */
export function parseExactly(text: string): Document {
  return parseDocument(text, EXACT);
}

/** Reads the settings in a file's text. @param project the namespace of the settings */
export function settingsInFile(text: string, project: string): FileSettings {
  const entries = entriesInFile(text, project);
  const names = entries.map(([name]) => name);
  const plain = entries.filter(([, value]) => !isEncrypted(value));
  return {
    values: Object.fromEntries(plain.map(([name, value]) => [name, textOf(value)])),
    hasEncrypted: plain.length < entries.length,
    twice: names.filter((name, index) => names.indexOf(name) !== index),
  };
}

/** Returns the settings' names and values as YAML has them. */
export function entriesInFile(text: string, project: string): (readonly [name: string, value: unknown])[] {
  const document = parseExactly(text);
  return keysOf(document, project).map((key) => {
    const value: unknown = document.getIn(["config", key]);
    return [nameOf(key, project) ?? key, plainOf(isCollection(value) ? value.toJS(document) : value)] as const;
  });
}

/** Returns a value as JSON can have it: a whole number with more digits than a number keeps is text. */
function plainOf(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainOf(one)]));
}

/** Returns whether a value, or one inside it, is what Pulumi writes for a secret: `secure: <text>`. */
function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(isEncrypted);
}

/**
 * Returns whether a file has the value at a path encrypted, by itself or with its whole group; undefined if the file has no
 * such value. Pulumi itself reports only whether anything in a group is.
 *
 * @param path as the operator writes it: `otel.tracesEndpoint`
 */
function isEncryptedAt(text: string, project: string, path: string): boolean | undefined {
  const { group, name } = splitPath(path);
  const value = new Map(entriesInFile(text, project)).get(group);
  if (typeof value !== "object" || value === null || "secure" in value || name === undefined) {
    return value === undefined ? undefined : isEncrypted(value);
  }
  const member = new Map<string, unknown>(Object.entries(value)).get(name);
  return member === undefined ? undefined : isEncrypted(member);
}

/**
 * Returns a check of single values instead of top-level keys. Where the file tells nothing, because Pulumi got another one
 * (`--config-file`), what Pulumi says of the top-level key counts.
 *
 * @param text     of the file
 * @param isSecret what Pulumi says
 */
export function encryptedIn(text: string, project: string, isSecret: (name: string) => boolean) {
  return (name: string, path: string): boolean => isSecret(name) && (isEncryptedAt(text, project, path) ?? true);
}

/** Returns the file's keys of the project's settings. */
export function keysOf(document: Document, project: string): string[] {
  return allKeys(document).filter((key) => nameOf(key, project) !== undefined);
}

/** Returns the keys of other namespaces in a file's text, such as `aws:region`. */
export function otherKeysIn(text: string, project: string): string[] {
  return allKeys(parseExactly(text)).filter((key) => nameOf(key, project) === undefined);
}

function allKeys(document: Document): string[] {
  const config = document.get("config");
  return isMap(config) ? config.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
}

/**
 * Returns the setting that a key of the file names. Like Pulumi, it reads a key without a namespace as one of the project:
 * the examples have such keys.
 */
export function nameOf(key: string, project: string): string | undefined {
  if (!key.includes(":")) return key;
  return key.startsWith(`${project}:`) ? key.slice(project.length + 1) : undefined;
}
