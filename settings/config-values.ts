/** Converts a stack's configuration, which Pulumi stores as text, to values of the types in the schema. */
import { z } from "zod";
import { inputType } from "./schema/definition";

/** A stack's configuration: each key without the project's prefix, each value as Pulumi stores it (text or JSON). */
export type RawConfig = Readonly<Record<string, string>>;

/** Converts a configuration to its types. A value that does not fit its type stays text; the check refuses it. */
export function typedValues(schema: z.ZodObject, config: RawConfig): Record<string, unknown> {
  return readGroup(schema, config);
}

function readGroup(schema: z.ZodObject, values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type: unknown = schema.shape[name];
      return [name, type instanceof z.ZodType ? readValue(type, value) : value];
    }),
  );
}

/** Converts a value. @param value text, or a value in the JSON text of a group */
function readValue(type: z.ZodType, value: unknown): unknown {
  const input = inputType(type);
  if (input instanceof z.ZodObject) {
    const group = parseConfigText(value);
    return isRecord(group) ? readGroup(input, group) : value;
  }
  if (input instanceof z.ZodArray) {
    const element = input.element;
    const items = listOf(value);
    return items && element instanceof z.ZodType ? items.map((item) => readValue(element, item)) : value;
  }
  if (input instanceof z.ZodRecord) return parseConfigText(value);
  return readScalar(input, value);
}

function readScalar(type: z.ZodType, value: unknown): unknown {
  // In a group, YAML reads some texts as numbers: a name of digits, an address.
  if (typeof value === "number" && !(type instanceof z.ZodNumber)) return String(value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  // With zeros before it, it would be octal in a group, for YAML.
  if (type instanceof z.ZodNumber) return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type instanceof z.ZodBoolean) return text === "true" || text === "false" ? text === "true" : text;
  return text;
}

/** Parses a list in JSON, or separated by commas as in the node's variables; undefined for another value. */
export function listOf(value: unknown): unknown[] | undefined {
  const json = parseConfigText(value);
  if (isList(json)) return json;
  if (isRecord(json)) return undefined;
  if (typeof value !== "string") return undefined;
  return value.trim() === "" ? [] : value.split(",").map((item) => item.trim());
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** Parses a JSON text; returns any other value unchanged. */
export function parseConfigText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Returns the type at a path, through groups, lists and variables; undefined if there is none. */
export function typeAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const input = inputType(schema);
  const [step, ...rest] = path;
  if (step === undefined) return input;
  const next: unknown =
    input instanceof z.ZodObject
      ? input.shape[String(step)]
      : input instanceof z.ZodArray
        ? input.element
        : input instanceof z.ZodRecord
          ? input.valueType
          : undefined;
  return next instanceof z.ZodType ? typeAt(next, rest) : undefined;
}

/** Returns the value at a path; undefined if there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, step) => (isRecord(inner) ? inner[step] : undefined), value);
}

/** Returns a copy of a group without the value at a path. */
export function omitPath(group: Readonly<Record<string, unknown>>, path: readonly string[]): Record<string, unknown> {
  const [step, ...rest] = path;
  return Object.fromEntries(
    Object.entries(group).flatMap(([name, value]) => {
      if (name !== step) return [[name, value]];
      return rest.length > 0 && isRecord(value) ? [[name, omitPath(value, rest)]] : [];
    }),
  );
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** Returns a path as the operator writes it: `ethereumHosts[1]`, `p2p.port`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${String(step)}`))
    .join("");
}
