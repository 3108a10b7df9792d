/** Edits of a stack's configuration, from the fixes of its problems. Pure. */
import type { Problem } from "../../settings/problems";
import { splitPath } from "../../settings/flat-config";
import { type RawConfig, omitPath } from "../../settings/config-values";

/** Sets a setting, or removes it if there is no value. */
export interface Edit {
  /** Such as `p2p.port`, or `extraEnv.A.B` for a variable whose name contains a dot. */
  readonly path: string;
  readonly value?: string;
}

/** Returns the removal that fixes a problem; undefined if the operator has to decide. */
export function removalOf({ fix }: Problem): Edit | undefined {
  return fix?.kind === "remove" ? { path: fix.path } : undefined;
}

/** Applies edits to a configuration, in which a group of settings is one JSON text. */
export function withEdits(config: RawConfig, edits: readonly Edit[]): RawConfig {
  return edits.reduce(withEdit, config);
}

function withEdit(config: RawConfig, { path, value }: Edit): RawConfig {
  const { group, name } = splitPath(path);
  if (name === undefined)
    return value === undefined ? asTexts(omitPath(config, [group])) : { ...config, [group]: value };
  const members: unknown = JSON.parse(config[group] ?? "{}");
  if (!isGroup(members)) return config;
  const changed = value === undefined ? omitPath(members, [name]) : { ...members, [name]: value };
  return { ...config, [group]: JSON.stringify(changed) };
}

function asTexts(values: Record<string, unknown>): RawConfig {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
