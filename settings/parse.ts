/** Parses the values of a configuration: returns the valid settings, and the problems of the others. */
import type { z } from "zod";
import { mnemonicRange } from "./attesters";
import { pathOf, splitName } from "./attester-names";
import { problemsOfIssue } from "./problem-text";
import type { Problem } from "./problems";
import { type RawConfig, typedValues, omitPath, valueAt } from "./config-values";
import { decryptKeys } from "./encrypted-keys";
import { type AttesterSettings, attesterSchema, type Settings, settingsSchema } from "./schema";

/** Values by the names of the settings. Those of a named attester have its name as a suffix. */
export type ConfigValues = Readonly<Record<string, unknown>>;

/** Converts the values of a configuration to their types. A value that does not fit its type stays text; the check refuses it. */
export function configValues(config: RawConfig): ConfigValues {
  const entries = Object.entries(config).map(([path, text]) => {
    const { setting } = splitName(path);
    return [path, typedValues(settingsSchema, { [setting]: text })[setting]] as const;
  });
  return Object.fromEntries(entries);
}

/** Returns the names of the named attesters in alphabetical order. */
export function attesterNames(values: ConfigValues): string[] {
  const names = Object.keys(values).flatMap((path) => splitName(path).attester ?? []);
  return [...new Set(names)].sort();
}

export interface Parsed {
  /** The valid settings; undefined if they are not complete without the invalid ones. */
  readonly settings: Settings | undefined;
  readonly problems: readonly Problem[];
}

export function parseSettings(values: ConfigValues): Parsed {
  const names = attesterNames(values);
  const stack = parsePart(settingsSchema, values, undefined);
  const attesters = names.map((name) => [name, parsePart(attesterSchema, values, name)] as const);
  const parsed = [stack, ...attesters.map(([, part]) => part)].flatMap(({ problems }) => problems);
  if (!stack.settings) return { settings: undefined, problems: parsed };
  const namedAttesters = Object.fromEntries(attesters.map(([name, { settings = {} }]) => [name, settings] as const));
  const invalid = new Set(parsed.map(({ setting }) => setting));
  const decrypted = decryptAll(values, invalid, stack.settings, namedAttesters);
  const settings = { ...stack.settings, namedAttesters, derivedAddresses: decrypted.addresses };
  return { settings, problems: [...parsed, ...decrypted.problems] };
}

interface Part<T> {
  readonly settings: T | undefined;
  readonly problems: readonly Problem[];
}

/** Parses the settings of the stack or of one attester. Without the invalid settings, so that all others can be checked too. */
function parsePart<T extends z.ZodObject>(
  schema: T,
  values: ConfigValues,
  name: string | undefined,
): Part<z.output<T>> {
  const part = partOf(values, name);
  const { data, error } = schema.safeParse(part);
  if (!error) return { settings: data, problems: [] };
  const withName = (path: readonly PropertyKey[]) =>
    path.map((step, i) => (i === 0 ? pathOf(String(step), name) : step));
  const problems = error.issues.flatMap((issue) => problemsOfIssue({ ...issue, path: withName(issue.path) }, values));
  // Of a group of variables only the invalid one is dropped, of a list the whole list.
  const paths = problems.map((problem) => splitName(droppedBy(problem, values)).setting.split("."));
  const rest = paths.reduce<Record<string, unknown>>((left, path) => omitPath(left, path), part);
  return { settings: schema.safeParse(rest).data, problems };
}

/** Returns the path that an invalid value makes unusable: a text as a whole, whatever place in it is wrong. */
function droppedBy({ path, setting }: Problem, values: ConfigValues): string {
  return typeof valueAt(values, setting.split(".")) === "string" ? setting : path.replace(/\[.*/, "");
}

/** Returns the values of an attester by setting, without the name suffix. @param name undefined for those of the stack */
export function partOf(values: ConfigValues, name: string | undefined): Record<string, unknown> {
  const entries = Object.entries(values).map(([path, value]) => ({ ...splitName(path), value }));
  return Object.fromEntries(
    entries.filter(({ attester }) => attester === name).map(({ setting, value }) => [setting, value]),
  );
}

function decryptAll(
  values: ConfigValues,
  invalid: ReadonlySet<string>,
  stack: AttesterSettings,
  namedAttesters: Readonly<Record<string, AttesterSettings>>,
) {
  const valid = Object.entries(values).flatMap(([path, value]) =>
    typeof value === "string" && !invalid.has(path) ? [[path, value] as const] : [],
  );
  const texts = Object.fromEntries(valid);
  const all = [
    decryptKeys(texts, undefined, mnemonicRange(stack)),
    ...Object.entries(namedAttesters).map(([name, settings]) => decryptKeys(texts, name, mnemonicRange(settings))),
  ];
  return {
    addresses: Object.assign({}, ...all.map(({ addresses }) => addresses)) as Settings["derivedAddresses"],
    problems: all.flatMap(({ problems }) => problems),
  };
}
