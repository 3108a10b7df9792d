/** Which of a setting's variables a release reads. */
import type { Release } from "./release";
import type { EnvNames } from "../schema/row";
import { type Variable, variableAt } from "../variables";

/** A row's variables, each as a record. */
export function variableNames({ env = [] }: Variable): EnvNames[] {
  return env.map((entry) => (typeof entry === "string" ? { names: [entry] } : entry));
}

/** Returns the names of all variables that a setting becomes in one release or another. @param path `p2p.port` */
export function namesOfSetting(path: string): string[] {
  const variable = variableAt(path);
  return variable ? variableNames(variable).flatMap(({ names }) => names) : [];
}

/** The variables that a release reads a setting from; undefined if it reads none. */
export function variableOf(variable: Variable, release: Release): EnvNames | undefined {
  return variableNames(variable).find(({ names, since, until }) => {
    if (since && !release.isFrom(since)) return false;
    if (until && release.isFrom(until)) return false;
    return names.every(release.reads);
  });
}
