/** Prepares the output of a program for people: no colours, no secrets. */
import { stripVTControlCharacters } from "node:util";

/** Removes colours, and everything that may be a key: 64 or more hex digits, and all of a URL but its server. */
export function readable(log: string): string {
  const text = stripVTControlCharacters(log)
    .trim()
    .replace(/[0-9a-fA-F]{64,}/g, "<64 hex digits or more>");
  return withoutLongLines(text)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"']*@)?([^\s/?#"'@]+)[/?#][^\s"'<>)\]}]*/g, "$1$2/…")
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']*@/g, "$1…@");
}

/** Characters of a line that are kept. The patterns for secrets take quadratic time for a long line without spaces. */
const LINE = 4096;

/** Cuts long lines between two words: half a secret would not be recognised as one. */
export function withoutLongLines(text: string): string {
  if (text.length <= LINE) return text;
  return text.split("\n").map(cutLine).join("\n");
}

function cutLine(line: string): string {
  if (line.length <= LINE) return line;
  const end = Math.max(0, line.lastIndexOf(" ", LINE));
  return `${line.slice(0, end)}<${line.length - end} more characters>`;
}

/** Returns the first line: data of one line, without the warnings that Docker and SSH print after it. */
export function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** Returns the last line, {@link readable}. */
export function lastLine(text: string): string {
  return readable(text).split("\n").at(-1) ?? "";
}
