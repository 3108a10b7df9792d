/** Reads JSON. */
import { createRequire } from "node:module";
import type * as Yaml from "yaml";

/** Parses JSON. Returns undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Steps to a value in a document: names of fields, and positions in lists. */
export type Place = readonly (string | number)[];

/**
 * Finds fields that an object has twice: parsers of JSON take one of them silently, and not all take the same. Looks into
 * no field that is below such a one.
 *
 * @param text valid JSON
 */
export function repeatedFields(text: string): Place[] {
  // Loaded only for the few texts that operators write: it would slow down every start.
  const yaml = createRequire(__filename)("yaml") as typeof Yaml;
  return repeatedIn(yaml, yaml.parseDocument(text, { uniqueKeys: false }).contents, []);
}

function repeatedIn(yaml: typeof Yaml, node: unknown, at: Place): Place[] {
  if (yaml.isSeq(node)) return node.items.flatMap((item, i) => repeatedIn(yaml, item, [...at, i]));
  if (!yaml.isMap(node)) return [];
  const fields = node.items.map(({ key, value }) => ({ name: yaml.isScalar(key) ? String(key.value) : "", value }));
  const names = fields.map(({ name }) => name);
  const repeated = names.filter((name, i) => names.indexOf(name) < i);
  if (repeated.length > 0) return [...new Set(repeated)].map((name) => [...at, name]);
  return fields.flatMap(({ name, value }) => repeatedIn(yaml, value, [...at, name]));
}
