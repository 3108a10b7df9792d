/** Edits of a stack's configuration, from the fixes of its problems. Pure. */
import { pulumiPath } from "../../settings/commands";
import type { Problem } from "../../settings/problems";
import { type RawConfig, omitPath } from "../../settings/config-values";

/** Sets a setting, or removes it if there is no value. */
export interface Edit {
  /** As Pulumi takes it: `p2p.port`, `extraEnv["A-B"]`. */
  readonly path: string;
  readonly value?: string;
}

/** Returns the removal that fixes a problem; undefined if the operator has to decide. */
export function removalOf({ fix }: Problem): Edit | undefined {
  return fix?.kind === "remove" ? { path: pulumiPath(fix.path) } : undefined;
}

/** Applies edits to a configuration, in which a group of settings is one JSON text. */
export function withEdits(config: RawConfig, edits: readonly Edit[]): RawConfig {
  return edits.reduce(withEdit, config);
}

function withEdit(config: RawConfig, { path, value }: Edit): RawConfig {
  const [name = "", ...inner] = splitPulumiPath(path);
  if (inner.length === 0) return value === undefined ? asTexts(omitPath(config, [name])) : { ...config, [name]: value };
  const group: unknown = JSON.parse(config[name] ?? "{}");
  if (!isGroup(group)) return config;
  const changed = value === undefined ? omitPath(group, inner) : withValue(group, inner, value);
  return { ...config, [name]: JSON.stringify(changed) };
}

function withValue(group: Record<string, unknown>, [step = "", ...rest]: readonly string[], value: string): object {
  const inner = group[step];
  return { ...group, [step]: rest.length === 0 ? value : withValue(isGroup(inner) ? inner : {}, rest, value) };
}

function asTexts(values: Record<string, unknown>): RawConfig {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** Splits `p2p.port`, or `extraEnv["A.B"]`, whose member's name contains dots. */
function splitPulumiPath(path: string): string[] {
  const [, group, name] = /^([^["]+)\["(.+)"\]$/.exec(path) ?? [];
  return group !== undefined && name !== undefined ? [group, name] : path.split(".");
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
