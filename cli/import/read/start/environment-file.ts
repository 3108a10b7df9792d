/**
 * Parses a file that `EnvironmentFile` of a unit names. A remark is a whole line; a value has quotes, continues behind a
 * backslash, and refers to no variable. Source: systemd.exec(5) and `parse_env_file` of systemd 257.
 */
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";
import type { EnvVars } from "../interpolation";
import { lineOf, refuseBinary, type SourceFile } from "../source-file";

const BETWEEN = /(?:\s+|[#;][^\r\n]*)*/y;
const NAME = /([^=\r\n]*)(=?)[ \t]*/y;
/** A part of a value: in single quotes, in double quotes, or all to the end of the line. */
const PART = /(?:'([^']*)'|"((?:\\[^]|[^"\\])*)"|(?!["'])((?:\\[^]|[^\\\r\n])+))[ \t]*/y;

/** The variables of a file, and the lines of which systemd makes none. */
interface EnvironmentFile {
  readonly vars: EnvVars;
  readonly dropped: readonly Dropped[];
}

/** @throws {ImportError} for an open quote, by its line; the line itself may contain a key */
export function parseEnvironmentFile(file: SourceFile): EnvironmentFile {
  refuseBinary(file);
  const { path, text } = file;
  const vars: Record<string, string> = {};
  const dropped: Dropped[] = [];
  let i = end(BETWEEN, text, 0);
  while (i < text.length) {
    const place = `${path} line ${lineOf(text, i)}`;
    NAME.lastIndex = i;
    const [all = "", name = "", isSet] = NAME.exec(text) ?? [];
    const { value, next } = isSet ? valueAt(text, i + all.length, place) : { value: "", next: i + all.length };
    if (isSet && /^[A-Za-z_]\w*$/.test(name.trimEnd())) vars[name.trimEnd()] = value;
    else dropped.push({ from: place, reason: NO_VARIABLE });
    i = end(BETWEEN, text, next);
  }
  return { vars, dropped };
}

const NO_VARIABLE = "not NAME=value, so systemd ignored the line, and the node ran without it";

/** Returns the index behind what a pattern matches there. */
function end(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return index + (pattern.exec(text)?.[0].length ?? 0);
}

function valueAt(text: string, start: number, place: string): { value: string; next: number } {
  let value = "";
  for (let i = start; ;) {
    PART.lastIndex = i;
    const [all, single, double, plain] = PART.exec(text) ?? [];
    if (all === undefined) {
      if (!/["']/.test(text[i] ?? "")) return { value, next: i };
      throw new ImportError(`${place}: a quote is not closed: close it in a copy of the file, and pass that too`);
    }
    value += single ?? (double === undefined ? plainValue(plain ?? "") : inDoubleQuotes(double));
    i += all.length;
  }
}

/** Removes the blanks at the end, and the backslashes: one before a line's end joins the next line. */
function plainValue(text: string): string {
  return text
    .replace(/(\\[^])|[ \t]+$/g, (_, escape?: string) => escape ?? "")
    .replace(/\\([^])/g, (_, char: string) => (/[\r\n]/.test(char) ? "" : char));
}

/** Removes a backslash only before a character that has a meaning in double quotes. */
function inDoubleQuotes(text: string): string {
  return text.replace(/\\([^])/g, (all, char: string) => (char === "\n" ? "" : /["\\`$]/.test(char) ? char : all));
}
