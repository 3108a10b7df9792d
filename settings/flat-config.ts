/** Settings by their paths, one by one, as the commands set them: `p2p.port` → 40401. */
import { parseConfigText, type RawConfig } from "./config-values";
import { settingDefinitions } from "./schema";

/** Values as an operator writes them, by the settings' paths; a variable of `extraEnv` has a path of its own. */
export type FlatConfig = Readonly<Record<string, string>>;

/** A setting's group and its name in it; a setting of its own has no name. */
export function splitPath(path: string): { readonly group: string; readonly name?: string } {
  const [, group = path, name] = /^([^.]+)\.(.+)$/s.exec(path) ?? [];
  return name === undefined ? { group } : { group, name };
}

/** The configuration that a stack has with these values, in the form that Pulumi gives it. */
export function toRawConfig(written: FlatConfig): RawConfig {
  const groups: Record<string, Record<string, string>> = {};
  const single: Record<string, string> = {};
  for (const [path, value] of Object.entries(written)) {
    const { group, name } = splitPath(path);
    if (name === undefined) single[group] = value;
    else groups[group] = { ...groups[group], [name]: value };
  }
  const json = Object.entries(groups).map(([group, values]) => [group, JSON.stringify(values)]);
  return { ...single, ...(Object.fromEntries(json) as Record<string, string>) };
}

/** The same the other way: what a stack has, by the settings' paths. */
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

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
