/** How an old installation starts its node: `aztec start` with its flags, in each form that a compose file has. */

/** Flags by their names; one without a value is true. */
export type Flags = Readonly<Record<string, string>>;

/**
 * The flags of `aztec start`.
 *
 * @param words of entrypoint and command, one behind the other; a shell's script is one word
 * @returns undefined where nothing is started, as in an image that has its own start
 */
export function startFlags(words: readonly string[]): Flags | undefined {
  const all = words.flatMap((word) => (/\sstart(\s|$)/.test(word) ? shellWords(word) : [word]));
  const start = all.indexOf("start");
  if (start < 0) return undefined;
  const rest = all.slice(start + 1);
  const end = rest.findIndex((word) => /^([;&|]+|\d?>.*)$/.test(word));
  return flagsOf(end < 0 ? rest : rest.slice(0, end));
}

function flagsOf(words: readonly string[]): Flags {
  const flags: Record<string, string> = {};
  words.forEach((word, i) => {
    const [, name, value] = /^(--[A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (!name) return;
    const next = words[i + 1];
    flags[name] = value ?? (next === undefined || next.startsWith("--") ? "true" : next);
  });
  return flags;
}

/** Splits a line as a shell does: quotes keep together, a backslash before a line's end joins it to the next. */
export function shellWords(line: string): string[] {
  const parts = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\;&|]|\\.)+)|([;&|]+)|(\s+))/gs;
  const words: string[] = [];
  let word: string | undefined;
  for (const [, double, single, bare, operator, space] of line.replace(/\\\r?\n/g, " ").matchAll(parts)) {
    if (space !== undefined || operator !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      if (operator !== undefined) words.push(operator);
    } else {
      word = (word ?? "") + (single ?? (double ?? bare ?? "").replace(/\\(.)/gs, "$1"));
    }
  }
  return word === undefined ? words : [...words, word];
}
