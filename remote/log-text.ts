/** Prepares the output of a program for people: no colours, no secrets. */
import { stripVTControlCharacters } from "node:util";

/** Removes colours, and everything that may be a key: 64 or more hex digits, and all of a URL but its server. */
export function readable(log: string): string {
  return stripVTControlCharacters(log)
    .trim()
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"']*@)?([^\s/?#"'@]+)[/?#][^\s"'<>)\]}]*/g, "$1$2/…")
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']*@/g, "$1…@")
    .replace(/[0-9a-fA-F]{64,}/g, "<64 hex digits or more>");
}

/** Returns the last line, {@link readable}. */
export function lastLine(text: string): string {
  return readable(text).split("\n").at(-1) ?? "";
}
