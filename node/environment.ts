/** Translates settings into environment variables, with the names that the release reads. */
import type { Release } from "../settings/releases/release";
import { valueAt } from "../settings/config-values";
import { nameFor } from "../settings/releases/renamed-variables";
import { envVarsFor } from "../settings/releases/env-vars";
import { type Settings, settingDefinitions } from "../settings/schema";
import type { SettingDefinition } from "../settings/schema/definition";
import { isProxy } from "./secret-environment";

/** Values that are secret or come from other resources. `V` is an `Input<string>` in the program, text in tests. */
export interface ExternalValues<V> {
  /** Keyed by setting path. A value in `settings` takes precedence. */
  readonly values: Readonly<Record<string, V | undefined>>;
  /** Appends a text to a value. */
  readonly append: (value: V | string, text: string) => V | string;
}

/**
 * Returns the environment of a node. Unset settings are left out, because an empty variable is not the same as none.
 *
 * @returns sorted by name, so that the order never shows as a change in a preview
 */
export function environment<V>(
  settings: Settings,
  release: Release,
  external: ExternalValues<V>,
): Record<string, V | string> {
  const entries = settingDefinitions
    .filter(({ roles }) => roles?.includes(settings.role) ?? true)
    .flatMap((definition) => entriesOf(definition, settings, release, external));
  const extra = (settings.extraEnv?.names ?? []).map(
    (name) => [nameFor(name, release), external.values[`extraEnv.${name}`]] as const,
  );
  return withoutOwnProxy(sorted([...entries, ...extra]), external.append);
}

const NO_PROXY = "NO_PROXY";

/** Keeps requests of a container to itself off a proxy: its health check would ask the proxy's machine instead of the node. */
function withoutOwnProxy<V>(env: Record<string, V | string>, append: ExternalValues<V>["append"]) {
  if (!Object.keys(env).some(isProxy)) return env;
  const { [NO_PROXY]: others } = env;
  const own = "localhost,127.0.0.1";
  return { ...env, [NO_PROXY]: others === undefined ? own : append(others, `,${own}`) };
}

/**
 * Variables of `extraEnv` that Node reads before it loads the protected file, and that contain no secret. From that file
 * they would have no effect: the group is often encrypted as a whole for the sake of another variable.
 */
const READ_BY_NODE =
  /^(NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|NODE_DEBUG|NODE_NO_WARNINGS|NO_PROXY|SSL_CERT_(FILE|DIR)|UV_THREADPOOL_SIZE)$/;

/** Returns whether a variable stays in the environment. Of a proxy with a password, the protected file tells Node. */
function isForNode(name: string, { extraEnv }: Settings): boolean {
  return READ_BY_NODE.test(name) || (isProxy(name) && !extraEnv?.withKey.includes(name));
}

/** Returns the names of the secret variables. @param isEncrypted whether a top-level setting is stored encrypted */
export function secretNames(
  settings: Settings,
  release: Release,
  isEncrypted: (name: string) => boolean,
): ReadonlySet<string> {
  const isSecret = ({ path, secret }: SettingDefinition) =>
    secret === "always" || isEncrypted(path.split(".")[0] ?? path);
  const names = settingDefinitions
    .filter(isSecret)
    .flatMap((definition) => envVarsFor(definition, release)?.names ?? []);
  const all = isEncrypted("extraEnv") ? (settings.extraEnv?.names ?? []) : [];
  const extra = all.filter((name) => !isForNode(name, settings));
  return new Set([...names, ...extra.map((name) => nameFor(name, release))]);
}

function entriesOf<V>(
  definition: SettingDefinition,
  settings: Settings,
  release: Release,
  external: ExternalValues<V>,
): Entry<V>[] {
  const variables = envVarsFor(definition, release);
  const value = textOf(valueAt(settings, definition.path.split("."))) ?? external.values[definition.path];
  if (!variables || value === undefined) return [];
  const text = variables.withPort ? external.append(value, `:${settings.p2p.port}`) : value;
  return variables.names.map((name) => [name, text] as const);
}

type Entry<V> = readonly [name: string, value: V | string | undefined];

/** Formats a value for the node: lower-case booleans, numbers in plain digits, comma-separated lists. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return plainDigits(value);
  return Array.isArray(value) ? value.map(textOf).join(",") : undefined;
}

/** Formats a number without an exponent: the node would read 1e-7 as 1. */
function plainDigits(value: number): string {
  return value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 });
}

function sorted<V>(entries: readonly Entry<V>[]): Record<string, V | string> {
  const set = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries([...set].sort(([a], [b]) => (a < b ? -1 : 1)));
}
