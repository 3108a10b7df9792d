/** Resolves what the container's shell would have resolved in a start command: `$VAR`, which a compose file writes `$$VAR`. */
import type { Dropped } from "./effective-env";
import { ImportError } from "./import-error";
import { type EnvVars, interpolate, unknownIn } from "./interpolation";
import { startCommand, type StartFlags } from "./start-command";
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
  const { flags, others = [] } = startCommand(args, (word) => expand(word, env)) ?? {};
  const values = Object.values(flags ?? {}).flatMap(unknownIn);
  const elsewhere = args.flatMap(unknownIn).filter((name) => !values.includes(name));
  if (elsewhere.length > 0) unknown.record("command", [...new Set(elsewhere)]);
  if (!flags) return { flags, dropped: [] };
  const known: Record<string, string> = {};
  // A command in a value, `$(cat key.txt)`, is split into words.
  const isSplit = Object.values(flags).some((value) => /\$\(|`/.test(value));
  const dropped = leftOver(isSplit ? [] : others.filter((word) => unknownIn(word).length === 0));
  for (const [flag, value] of Object.entries(flags)) {
    if (unknown.known(flag, value) === undefined) continue;
    if (!isReference(value)) known[flag] = value;
    else dropped.push({ from: flag, reason: UNREADABLE });
  }
  return { flags: known, dropped };
}

const UNREADABLE =
  "the container's shell computed it from a command, or from a variable that the compose file does not set";

/** A flag whose dashes are not two plain ones: typographic ones, or only one. */
const MISTYPED_FLAG = /^(?:-|[\u2010-\u2015\u2212]+-?)[A-Za-z][\w.-]*$/;

/** Lists words that have no meaning to the node, without the words themselves: one may be a key. */
function leftOver(words: readonly string[]): Dropped[] {
  const references = words.filter(isReference);
  const literal = words.filter((word) => !isReference(word));
  const flags = literal.filter((word) => MISTYPED_FLAG.test(word));
  const number = literal.length - flags.length;
  return [
    ...references.map(() => ({ from: "command", reason: UNREADABLE })),
    ...flags.map((from) => ({ from, reason: "a flag begins with two plain dashes: the node did not read it as one" })),
    ...(number > 0 ? [{ from: "command", reason: `${number} of its words: neither a flag nor the value of one` }] : []),
  ];
}

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
