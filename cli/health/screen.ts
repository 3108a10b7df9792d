/** Findings as lines of a screen: 80 columns, aligned; colours where they are wanted. Pure. */
import type { Finding, Severity, Verdict } from "./finding";

const WIDTH = 80;
const MARKS: Readonly<Record<Severity, string>> = { ok: "✓", warning: "!", failure: "✗", unknown: "?" };
/** Codes of a terminal's colours. */
const COLOURS: Readonly<Record<Severity, number>> = { ok: 32, warning: 33, failure: 31, unknown: 36 };
const BOLD = 1;

/** Puts a text into a colour, or leaves it. */
export type Paint = (text: string, code: number) => string;

/** Colours are for people at a terminal, who have not said NO_COLOR (no-color.org). */
export function painter(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const isOn = isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  return (text, code) => (isOn ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** The verdict, and below it a line or more for each finding. */
export function screen(headline: string, severity: Severity, findings: readonly Finding[], paint: Paint): string[] {
  const column = Math.max(0, ...findings.map(({ check }) => check.length));
  const first = wrapped(headline, WIDTH).map((line) => paint(paint(line, COLOURS[severity]), BOLD));
  return [...first, "", ...findings.flatMap((finding, at) => lines(finding, findings[at - 1], column, paint))];
}

function lines(finding: Finding, before: Finding | undefined, column: number, paint: Paint): string[] {
  const { check, severity, message, remedy } = finding;
  const indent = " ".repeat(column + 6);
  const room = WIDTH - indent.length;
  const [first = "", ...rest] = wrapped(message, room);
  const name = check === before?.check ? "" : check;
  const next = remedy === undefined ? [] : wrapped(`→ ${remedy}`, room);
  return [
    `  ${paint(MARKS[severity], COLOURS[severity])} ${name.padEnd(column)}  ${first}`,
    ...[...rest, ...next].map((line) => indent + line),
  ];
}

/** Breaks at spaces; a word that is longer than the line stays whole, to be copied. */
export function wrapped(text: string, width: number): string[] {
  return text.split(" ").reduce<string[]>((done, word) => {
    const last = done.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) return [...done, word];
    return [...done.slice(0, -1), `${last} ${word}`];
  }, []);
}

/** Rows with columns as wide as they need to be; what does not fit at the end of a row is cut off. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "));
  return lines.map((line) => (line.trimEnd().length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line.trimEnd()));
}

/** `45 s`, `12 min`, `3 h 05 min`, `4 days`. @param seconds 0 or more */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")} min` : `${Math.floor(hours / 24)} days`;
}

/** The colour of a verdict. */
export const SEVERITY_OF: Readonly<Record<Verdict, Severity>> = {
  healthy: "ok",
  unhealthy: "failure",
  unknown: "unknown",
};
