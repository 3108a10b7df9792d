/** Extracts the flags of `aztec start` from any form in which a compose file writes the command. */

/** Flags by name; a flag without a value is "true". */
export type StartFlags = Readonly<Record<string, string>>;

/**
 * Returns the flags of `aztec start`.
 *
 * @param args entrypoint and command, one after the other; a shell script is one argument
 * @param expand what the container's shell makes of a word
 * @returns undefined if the command does not start a node, as with an image that has its own start command
 */
export function startFlags(
  args: readonly string[],
  expand: (word: string) => string[] = (word) => [word],
): StartFlags | undefined {
  const all = args
    .flatMap((arg) => (/\s(supervised-)?start(\s|$)/.test(arg) ? splitShell(arg) : [arg]))
    .flatMap(expand);
  const start = all.findIndex((arg) => /^(supervised-)?start$/.test(arg));
  if (start < 0) return undefined;
  const rest = all.slice(start + 1);
  const end = rest.findIndex((arg) => /^([;&|]+|\d?>.*)$/.test(arg));
  return parseFlags(end < 0 ? rest : rest.slice(0, end));
}

function parseFlags(args: readonly string[]): StartFlags {
  const flags: Record<string, string> = {};
  args.forEach((arg, i) => {
    const [, name, value] = /^(--[A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (!name) return;
    const next = args[i + 1];
    flags[name] = value ?? (next === undefined || next.startsWith("--") ? "true" : next);
  });
  return flags;
}

/** Splits a line as a shell does: quotes group, and a backslash before a line's end joins the next line. */
export function splitShell(line: string): string[] {
  const parts = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\;&|]|\\.)+)|([;&|]+)|(\s+))/gs;
  const args: string[] = [];
  let arg: string | undefined;
  for (const [, double, single, bare, operator, space] of line.replace(/\\\r?\n/g, " ").matchAll(parts)) {
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
