/** Selects the variables of a setting that a release reads. */
import type { Release } from "./release";
import { settingAt } from "../schema";
import type { EnvNames, SettingDefinition } from "../schema/definition";

/** Returns the variables of a setting, each as a record. */
export function envVars({ env = [] }: SettingDefinition): EnvNames[] {
  return env.map((entry) => (typeof entry === "string" ? { names: [entry] } : entry));
}

/** Returns the names of all variables that a setting becomes in one release or another. @param path `p2p.port` */
export function envVarNamesOf(path: string): string[] {
  const definition = settingAt(path);
  return definition ? envVars(definition).flatMap(({ names }) => names) : [];
}

/** Returns the variables from which a release reads a setting; undefined if it reads none. */
export function envVarsFor(definition: SettingDefinition, release: Release): EnvNames | undefined {
  return envVars(definition).find(({ names, since, until }) => {
    if (since && !release.isFrom(since)) return false;
    if (until && release.isFrom(until)) return false;
    return names.every(release.reads);
  });
}
