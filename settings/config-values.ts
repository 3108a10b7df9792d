/** A stack's configuration as Pulumi keeps it, text above all, made into the values that the table's types are of. */
import { z } from "zod";
import { inputType } from "./schema/definition";

/** A stack's configuration: each key without the project's prefix, each value as Pulumi stores it (text or JSON). */
export type RawConfig = Readonly<Record<string, string>>;

/** The values of a configuration; what cannot be read as its type stays as it is, for the check to refuse. */
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

/** @param value text, or what a JSON text in a group has */
function readValue(type: z.ZodType, value: unknown): unknown {
  const written = inputType(type);
  if (written instanceof z.ZodObject) {
    const group = parseConfigText(value);
    return isRecord(group) ? readGroup(written, group) : value;
  }
  if (written instanceof z.ZodArray) {
    const element = written.element;
    const items = listOf(value);
    return items && element instanceof z.ZodType ? items.map((item) => readValue(element, item)) : value;
  }
  if (written instanceof z.ZodRecord) return parseConfigText(value);
  return readScalar(written, value);
}

function readScalar(type: z.ZodType, value: unknown): unknown {
  // In a group, YAML makes numbers of what is meant as a text: a name of digits, an address.
  if (typeof value === "number" && !(type instanceof z.ZodNumber)) return String(value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (type instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type instanceof z.ZodBoolean) return text === "true" || text === "false" ? text === "true" : text;
  return text;
}

/** A list as JSON, or as the node itself takes one: with commas. */
function listOf(value: unknown): unknown[] | undefined {
  const json = parseConfigText(value);
  if (isList(json)) return json;
  if (typeof value !== "string") return undefined;
  return value.trim() === "" ? [] : value.split(",").map((item) => item.trim());
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** What a JSON text says; any other text is itself. */
export function parseConfigText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The type that a path leads to, through groups, lists and variables; undefined where there is none. */
export function typeAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const written = inputType(schema);
  const [step, ...rest] = path;
  if (step === undefined) return written;
  const next: unknown =
    written instanceof z.ZodObject
      ? written.shape[String(step)]
      : written instanceof z.ZodArray
        ? written.element
        : written instanceof z.ZodRecord
          ? written.valueType
          : undefined;
  return next instanceof z.ZodType ? typeAt(next, rest) : undefined;
}

/** What a path leads to in a value; undefined where there is nothing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, step) => (isRecord(inner) ? inner[step] : undefined), value);
}

/** A copy of a group without what a path leads to. */
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
