/** Combines a node's environment variables with its start flags, which override the variables. */
import startFlags from "./start-flags.json";
import type { Installation } from "./installation";
import type { EnvVars } from "./interpolation";
import { ROLE_FLAGS } from "./start-command";

/** A variable, flag or port of the installation that becomes no setting. */
export interface Dropped {
  readonly from: string;
  readonly reason: string;
}

/** The environment that the node effectively ran with. */
export interface EffectiveEnv {
  readonly vars: EnvVars;
  /** The flag that a variable's value came from; variables that were set directly are not listed. */
  readonly origins: Readonly<Record<string, string>>;
  /** Flags that correspond to no variable. */
  readonly dropped: readonly Dropped[];
}

const envVarOfFlag = new Map(Object.entries(startFlags.flags));

/** Returns the variable that a flag overrides; a variable stands for itself. */
export function variableOf(flagOrVariable: string): string {
  return envVarOfFlag.get(flagOrVariable) ?? flagOrVariable;
}

const REMOVED_FLAGS: Readonly<Record<string, string>> = {
  "--archiver": "follows from the release; releases from 5.0.0 on exit if it is passed",
  "--pxe": "not part of a node; releases from 5.0.0 on exit if it is passed",
};

/** Returns the effective environment: a flag overrides its variable, as in the node's own command line. */
export function effectiveEnv({ env, flags = {} }: Installation): EffectiveEnv {
  const vars: Record<string, string> = { ...env };
  const origins: Record<string, string> = {};
  const dropped: Dropped[] = [];
  for (const [flag, value] of Object.entries(flags)) {
    const name = envVarOfFlag.get(flag);
    if (name) {
      vars[name] = value;
      origins[name] = flag;
    } else if (!ROLE_FLAGS.has(flag)) {
      dropped.push({ from: flag, reason: REMOVED_FLAGS[flag] ?? "not a known flag of `aztec start`" });
    }
  }
  const missing = Object.keys(vars).filter((name) => isMissing(vars[name]));
  return {
    vars: Object.fromEntries(Object.entries(vars).filter(([name]) => !missing.includes(name))),
    origins,
    dropped: [...dropped, ...missing.map((name) => ({ from: origins[name] ?? name, reason: "it has no value" }))],
  };
}

/** Tools write null or undefined for what they do not know. */
function isMissing(value = ""): boolean {
  return ["", "null", "undefined"].includes(value.trim());
}
