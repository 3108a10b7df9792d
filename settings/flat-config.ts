/** Flat configuration: each setting by its path, as the commands set it (`p2p.port` → 40401). */
import { parseConfigText, type RawConfig } from "./config-values";
import { settingDefinitions } from "./schema";

/** Values as an operator writes them, by path. Each variable of `extraEnv` has its own path. */
export type FlatConfig = Readonly<Record<string, string>>;

/** Splits a path into the group and the name in it. A setting without a group has no name. */
export function splitPath(path: string): { readonly group: string; readonly name?: string } {
  const [, group = path, name] = /^([^.]+)\.(.+)$/s.exec(path) ?? [];
  return name === undefined ? { group } : { group, name };
}

/** Groups the values into a configuration as Pulumi stores it. */
export function toRawConfig(values: FlatConfig): RawConfig {
  const groups: Record<string, Record<string, string>> = {};
  const single: Record<string, string> = {};
  for (const [path, value] of Object.entries(values)) {
    const { group, name } = splitPath(path);
    if (name === undefined) single[group] = value;
    else groups[group] = { ...groups[group], [name]: value };
  }
  const json = Object.entries(groups).map(([group, members]) => [group, JSON.stringify(members)]);
  return { ...single, ...(Object.fromEntries(json) as Record<string, string>) };
}

/** Flattens a configuration as Pulumi stores it: the inverse of `toRawConfig`. */
export function toFlatConfig(config: RawConfig): Record<string, string> {
  const grouped = new Set(
    settingDefinitions.map(({ path }) => splitPath(path)).flatMap(({ group, name }) => (name ? [group] : [])),
  );
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]): [string, string][] => {
      const group = grouped.has(key) || key === "extraEnv" ? parseConfigText(value) : undefined;
      if (typeof group !== "object" || group === null) return [[key, value]];
      return Object.entries(group).map(([name, inner]) => [`${key}.${name}`, textOf(inner)]);
    }),
  );
}

/** Returns a value as Pulumi stores it: text as it is, everything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
