/** Resolves what the container's shell would have resolved in a start command: `$VAR`, which a compose file writes `$$VAR`. */
import { type Dropped, ROLE_FLAGS } from "./effective-env";
import { ImportError } from "./import-error";
import { type EnvVars, interpolate, unknownIn } from "./interpolation";
import { startFlags, type StartFlags } from "./start-command";
import type { UnknownValues } from "./unknown-values";

/** The start flags whose values are known, and those that are not. */
export interface ReadFlags {
  /** Undefined if the command starts no node. */
  readonly flags: StartFlags | undefined;
  readonly dropped: readonly Dropped[];
}

/**
 * Reads the start flags.
 *
 * @param env     the container's variables
 * @param unknown gets what depends on variables that are set nowhere
 */
export function readFlags(args: readonly string[], env: EnvVars, unknown: UnknownValues): ReadFlags {
  const flags = startFlags(args, (word) => expand(word, env));
  const values = Object.values(flags ?? {}).flatMap(unknownIn);
  const elsewhere = args.flatMap(unknownIn).filter((name) => !values.includes(name));
  if (elsewhere.length > 0) unknown.record("command", [...new Set(elsewhere)]);
  if (!flags) return { flags, dropped: [] };
  const known: Record<string, string> = {};
  const dropped: Dropped[] = [];
  for (const [flag, value] of Object.entries(flags)) {
    const isRole = ROLE_FLAGS.has(flag);
    // What follows a flag without a value is not its value.
    if (isRole) known[flag] = "true";
    const from = isRole ? "command" : flag;
    if (unknown.known(from, value) === undefined) continue;
    if (!isReference(value)) known[flag] = value;
    else dropped.push({ from, reason: UNREADABLE });
  }
  return { flags: known, dropped };
}

const UNREADABLE =
  "the container's shell computed it from a command, or from a variable that the compose file does not set";

const WHOLE = /^\$(?:\w+|\{\w+\})$/;

/** Returns the words that a shell makes of one; a word that cannot be resolved stays as it is. */
function expand(word: string, env: EnvVars): string[] {
  if (!isReference(word) || /\$\(|`/.test(word)) return [word];
  try {
    const text = interpolate(word, env);
    if (unknownIn(text).some((name) => !(name in env) && word.includes(name))) return [word];
    return WHOLE.test(word) ? text.split(/\s+/).filter((part) => part !== "") : [text];
  } catch (error) {
    if (error instanceof ImportError) return [word];
    throw error;
  }
}

function isReference(word: string): boolean {
  return /\$[A-Za-z_{(]|`/.test(word);
}
