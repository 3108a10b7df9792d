/** Extracts the flags of `aztec start` from any form in which a compose file writes the command. */

/** Flags that select what the node runs; `role` and `release` replace them. They have no value. */
export const ROLE_FLAGS = new Set(["--node", "--sequencer", "--prover-node", "--prover-broker", "--prover-agent"]);

/** Flags by name; a flag without a value is "true". */
export type StartFlags = Readonly<Record<string, string>>;

/** What a command starts a node with. */
export interface StartCommand {
  readonly flags: StartFlags;
  /** Words that are no flag and no flag's value: a key may be among them. */
  readonly others: readonly string[];
}

/**
 * Reads the flags of `aztec start`.
 *
 * @param args entrypoint and command, one after the other; a shell script is one argument
 * @param expand what the container's shell makes of a word
 * @returns undefined if the command does not start a node, as with an image that has its own start command
 */
export function startCommand(
  args: readonly string[],
  expand: (word: string) => string[] = (word) => [word],
): StartCommand | undefined {
  const all = args
    .flatMap((arg) => (/\s(supervised-)?start(\s|$)/.test(arg) ? splitShell(arg) : [arg]))
    .flatMap(expand);
  const start = all.findIndex((arg) => /^(supervised-)?start$/.test(arg));
  if (start < 0) return undefined;
  const rest = all.slice(start + 1);
  const end = rest.findIndex((arg) => /^([;&|]+|\d?>.*)$/.test(arg));
  return parseFlags(end < 0 ? rest : rest.slice(0, end));
}

/** Returns the flags of `aztec start`; undefined if the command starts no node. */
export function startFlags(args: readonly string[]): StartFlags | undefined {
  return startCommand(args)?.flags;
}

function parseFlags(args: readonly string[]): StartCommand {
  const flags: Record<string, string> = {};
  const others: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const [, name, value] = /^(--[A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const next = args[i + 1];
    if (name === undefined) {
      // An installer's command line may have `start` twice.
      if (!/^(?:\s*|--|(?:supervised-)?start)$/.test(arg)) others.push(arg);
    } else if (value !== undefined) flags[name] = value;
    else if (next === undefined || next.startsWith("--") || ROLE_FLAGS.has(name)) flags[name] = "true";
    else {
      flags[name] = next;
      i += 1;
    }
  }
  return { flags, others };
}

/** Splits a line as a shell does: quotes group, and a backslash before a line's end joins the next line. */
export function splitShell(line: string): string[] {
  const parts = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\;&|]|\\.)+)|([;&|]+)|(\s+))/gs;
  const args: string[] = [];
  let arg: string | undefined;
  for (const [, double, single, bare, operator, space] of line.replace(/\\\r?\n/g, "").matchAll(parts)) {
    if (space !== undefined || operator !== undefined) {
      if (arg !== undefined) args.push(arg);
      arg = undefined;
      if (operator !== undefined) args.push(operator);
    } else {
      arg = (arg ?? "") + (single ?? (double ?? bare ?? "").replace(/\\(.)/gs, "$1"));
    }
  }
  return arg === undefined ? args : [...args, arg];
}
