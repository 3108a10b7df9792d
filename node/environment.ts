/** Settings → the variables of the node's environment, under the names that its release reads. */
import type { Release } from "../settings/releases/release";
import { valueAt } from "../settings/config-values";
import { nameFor } from "../settings/releases/renamed-variables";
import { envVarsFor } from "../settings/releases/env-vars";
import { type Settings, settingDefinitions } from "../settings/schema";
import type { SettingDefinition } from "../settings/schema/definition";

/** Values that are secret or come from other resources. `V` is an `Input<string>` in the program, text in tests. */
export interface ExternalValues<V> {
  /** By the settings' paths; what the operator set in clear comes before them. */
  readonly values: Readonly<Record<string, V | undefined>>;
  /** Puts a text behind a value. */
  readonly append: (value: V | string, text: string) => V | string;
}

/**
 * The environment of a node; what is not set is not in it, since an empty variable is not the same as none.
 *
 * @returns sorted by name: the order of a set must not make a difference in a preview
 */
export function environment<V>(
  settings: Settings,
  release: Release,
  given: ExternalValues<V>,
): Record<string, V | string> {
  const entries = settingDefinitions
    .filter(({ roles }) => roles?.includes(settings.role) ?? true)
    .flatMap((variable) => entriesOf(variable, settings, release, given));
  const extra = (settings.extraEnv?.names ?? []).map(
    (name) => [nameFor(name, release), given.values[`extraEnv.${name}`]] as const,
  );
  return sorted([...entries, ...extra]);
}

/** Names of the variables that nobody but the node may see. @param isEncrypted of a setting, by its first name */
export function secretNames(
  settings: Settings,
  release: Release,
  isEncrypted: (name: string) => boolean,
): ReadonlySet<string> {
  const isSecret = ({ path, secret }: SettingDefinition) =>
    secret === "always" || isEncrypted(path.split(".")[0] ?? path);
  const names = settingDefinitions.filter(isSecret).flatMap((variable) => envVarsFor(variable, release)?.names ?? []);
  const extra = isEncrypted("extraEnv") ? (settings.extraEnv?.names ?? []) : [];
  return new Set([...names, ...extra.map((name) => nameFor(name, release))]);
}

function entriesOf<V>(
  variable: SettingDefinition,
  settings: Settings,
  release: Release,
  given: ExternalValues<V>,
): Entry<V>[] {
  const found = envVarsFor(variable, release);
  const value = textOf(valueAt(settings, variable.path.split("."))) ?? given.values[variable.path];
  if (!found || value === undefined) return [];
  const text = found.withPort ? given.append(value, `:${settings.p2p.port}`) : value;
  return found.names.map((name) => [name, text] as const);
}

type Entry<V> = readonly [name: string, value: V | string | undefined];

/** A value as the node reads it: booleans in small letters, numbers in plain digits, lists with commas. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return plainDigits(value);
  return Array.isArray(value) ? value.map(textOf).join(",") : undefined;
}

/** Never 1e-7, which the node would take for 1. */
function plainDigits(value: number): string {
  return value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 });
}

function sorted<V>(entries: readonly Entry<V>[]): Record<string, V | string> {
  const set = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries([...set].sort(([a], [b]) => (a < b ? -1 : 1)));
}
