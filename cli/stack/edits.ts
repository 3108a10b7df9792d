/** Changes of a stack's configuration that set it right, by the fixes of its problems. Pure. */
import { pulumiPath } from "../../settings/commands";
import type { Problem } from "../../settings/problems";
import { type RawConfig, omitPath } from "../../settings/config-values";

/** Sets a setting to a text, or removes it where there is none. */
export interface Edit {
  /** As Pulumi takes it: `p2p.port`, `extraEnv["A-B"]`. */
  readonly path: string;
  readonly value?: string;
}

/** Removes what resolves a problem by going, if anything does: what to set instead, the operator decides. */
export function removalOf({ fix }: Problem): Edit | undefined {
  return fix?.kind === "remove" ? { path: pulumiPath(fix.path) } : undefined;
}

/** A configuration after some edits. A setting in a group is in that group's JSON. */
export function withEdits(config: RawConfig, edits: readonly Edit[]): RawConfig {
  return edits.reduce(withEdit, config);
}

function withEdit(config: RawConfig, { path, value }: Edit): RawConfig {
  const [name = "", ...inner] = steps(path);
  if (inner.length === 0) return value === undefined ? textsOf(omitPath(config, [name])) : { ...config, [name]: value };
  const group: unknown = JSON.parse(config[name] ?? "{}");
  if (!isGroup(group)) return config;
  const changed = value === undefined ? omitPath(group, inner) : withValue(group, inner, value);
  return { ...config, [name]: JSON.stringify(changed) };
}

function withValue(group: Record<string, unknown>, [step = "", ...rest]: readonly string[], value: string): object {
  const inner = group[step];
  return { ...group, [step]: rest.length === 0 ? value : withValue(isGroup(inner) ? inner : {}, rest, value) };
}

function textsOf(values: Record<string, unknown>): RawConfig {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** `extraEnv["A.B"]`, or names with dots between them. */
function steps(path: string): string[] {
  const [, group, name] = /^([^["]+)\["(.+)"\]$/.exec(path) ?? [];
  return group !== undefined && name !== undefined ? [group, name] : path.split(".");
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
