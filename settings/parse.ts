/** Values as they are written → settings, each right by itself, and what is wrong with the others. */
import type { z } from "zod";
import { mnemonicRange } from "./attesters";
import { pathOf, splitName } from "./attester-names";
import { problemsOfIssue } from "./problem-text";
import type { Problem } from "./problems";
import { type RawConfig, typedValues, omitPath } from "./config-values";
import { decryptKeys } from "./encrypted-keys";
import { type AttesterSettings, attesterSchema, type Settings, settingsSchema } from "./schema";

/** By the settings' names; a further attester's with its name behind a hyphen. */
export type ConfigValues = Readonly<Record<string, unknown>>;

/** The values of a configuration; what cannot be read as its type stays as it is, for the check to refuse. */
export function configValues(config: RawConfig): ConfigValues {
  const entries = Object.entries(config).map(([path, text]) => {
    const { setting } = splitName(path);
    return [path, typedValues(settingsSchema, { [setting]: text })[setting]] as const;
  });
  return Object.fromEntries(entries);
}

/** The names of the further attesters, in the order of the alphabet. */
export function attesterNames(values: ConfigValues): string[] {
  const names = Object.keys(values).flatMap((path) => splitName(path).attester ?? []);
  return [...new Set(names)].sort();
}

export interface Parsed {
  /** Without what is wrong; undefined where that is not to be had without it. */
  readonly settings: Settings | undefined;
  readonly problems: readonly Problem[];
}

export function parseSettings(values: ConfigValues): Parsed {
  const names = attesterNames(values);
  const own = parsePart(settingsSchema, values, undefined);
  const further = names.map((name) => [name, parsePart(attesterSchema, values, name)] as const);
  const parsed = [own, ...further.map(([, part]) => part)].flatMap(({ problems }) => problems);
  if (!own.settings) return { settings: undefined, problems: parsed };
  const named = Object.fromEntries(further.map(([name, { settings = {} }]) => [name, settings] as const));
  const wrong = new Set(parsed.map(({ setting }) => setting));
  const unsealed = unsealAll(values, wrong, own.settings, named);
  const settings = { ...own.settings, namedAttesters: named, derivedAddresses: unsealed.sealed };
  return { settings, problems: [...parsed, ...unsealed.problems] };
}

interface Part<T> {
  readonly settings: T | undefined;
  readonly problems: readonly Problem[];
}

/** What two settings together are wrong in is told along with what is wrong in one, so far as that one is not it. */
function parsePart<T extends z.ZodObject>(
  schema: T,
  values: ConfigValues,
  name: string | undefined,
): Part<z.output<T>> {
  const part = partOf(values, name);
  const { data, error } = schema.safeParse(part);
  if (!error) return { settings: data, problems: [] };
  const named = (path: readonly PropertyKey[]) => path.map((step, i) => (i === 0 ? pathOf(String(step), name) : step));
  const problems = error.issues.flatMap((issue) => problemsOfIssue({ ...issue, path: named(issue.path) }, values));
  const paths = problems.map(({ setting }) => splitName(setting).setting.split("."));
  const rest = paths.reduce<Record<string, unknown>>((left, path) => omitPath(left, path), part);
  return { settings: schema.safeParse(rest).data, problems };
}

/** An attester's values by the names of the table, or the stack's own. */
export function partOf(values: ConfigValues, name: string | undefined): Record<string, unknown> {
  const entries = Object.entries(values).map(([path, value]) => ({ ...splitName(path), value }));
  return Object.fromEntries(entries.filter((one) => one.attester === name).map((one) => [one.setting, one.value]));
}

function unsealAll(
  values: ConfigValues,
  wrong: ReadonlySet<string>,
  own: AttesterSettings,
  named: Readonly<Record<string, AttesterSettings>>,
) {
  const right = Object.entries(values).flatMap(([path, value]) =>
    typeof value === "string" && !wrong.has(path) ? [[path, value] as const] : [],
  );
  const texts = Object.fromEntries(right);
  const all = [
    decryptKeys(texts, undefined, mnemonicRange(own)),
    ...Object.entries(named).map(([name, one]) => decryptKeys(texts, name, mnemonicRange(one))),
  ];
  return {
    sealed: Object.assign({}, ...all.map(({ addresses }) => addresses)) as Settings["derivedAddresses"],
    problems: all.flatMap(({ problems }) => problems),
  };
}
