/** Compares a stack's settings with those of its last `up`, which Pulumi's history has. Pure. */
import { z } from "zod";
import { parseJson } from "../../keys/json";
import { defaultOf } from "../../settings/defaults";
import type { RawConfig } from "../../settings/config-values";
import { textOf, toFlatConfig } from "../../settings/flat-config";
import { stackConfig } from "./plain-config";

const historySchema = z.array(z.object({ kind: z.string(), result: z.string(), config: z.unknown().optional() }));

/** What Pulumi prints for a secret that was encrypted with an earlier key of the stack. */
const UNREADABLE = "ERROR_UNABLE_TO_DECRYPT";

/**
 * Returns the configuration of the last `up` that succeeded; undefined if there is none, or the history is in another form.
 *
 * @param history what `pulumi stack history --json --show-secrets` prints: the newest run first
 */
export function appliedConfig(history: string, stack: string): RawConfig | undefined {
  const runs = historySchema.safeParse(parseJson(history)).data;
  const last = runs?.find(({ kind, result }) => kind === "update" && result === "succeeded");
  return last?.config === undefined ? undefined : stackConfig(JSON.stringify(last.config), stack).config;
}

/**
 * Lists the settings that differ, by their paths. A setting that is not set is at its default: the defaults of Pulumi.yaml,
 * which change with this program, are a part of every configuration.
 */
export function changedSettings(applied: RawConfig, current: RawConfig): string[] {
  const isReadable = (name: string) => applied[name]?.includes(UNREADABLE) !== true;
  const flat = (config: RawConfig) =>
    toFlatConfig(Object.fromEntries(Object.entries(config).filter(([name]) => isReadable(name))));
  const [before, now] = [flat(applied), flat(current)];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return paths.filter((path) => (before[path] ?? defaultText(path)) !== (now[path] ?? defaultText(path)));
}

function defaultText(path: string): string | undefined {
  const value = defaultOf(path);
  return value === undefined ? undefined : textOf(value);
}
