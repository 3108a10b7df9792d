/** Renders findings for a screen, aligned and in colour on a terminal. */
import { styleText } from "node:util";
import { columnsOf } from "../../terminal/columns";
import type { Finding, Severity, Verdict } from "./finding";

/** Columns where the output is not a terminal, and the fewest and most on one: longer lines are hard to read. */
const [WIDTH, LEAST, MOST] = [80, 40, 120];

/** Returns how many columns to fill. */
function widthOf(stream: NodeJS.WritableStream): number {
  return Math.min(MOST, Math.max(LEAST, columnsOf(stream) ?? WIDTH));
}

const MARKS: Readonly<Record<Severity, string>> = { ok: "✓", warning: "!", failure: "✗", unknown: "?" };
const COLOURS = { ok: "green", warning: "yellow", failure: "red", unknown: "cyan" } as const;

/**
 * Renders the verdict's line, and below it at least a line for each finding.
 *
 * @param stream colours are used if it is a terminal and `NO_COLOR` is not set
 */
export function renderFindings(
  summary: string,
  verdict: Verdict,
  findings: readonly Finding[],
  stream: NodeJS.WritableStream = process.stdout,
): string[] {
  const column = Math.max(0, ...findings.map(({ check }) => check.length));
  const colour = COLOURS[SEVERITY_OF[verdict]];
  const first = wrap(summary, widthOf(stream)).map((line) => styleText(["bold", colour], line, { stream }));
  return [...first, "", ...findings.flatMap((finding, at) => lines(finding, findings[at - 1], column, stream))];
}

function lines(
  { check, severity, message, remedy }: Finding,
  previous: Finding | undefined,
  column: number,
  stream: NodeJS.WritableStream,
): string[] {
  const indent = " ".repeat(column + 6);
  const room = widthOf(stream) - indent.length;
  const [first = "", ...rest] = wrap(message, room);
  const name = check === previous?.check ? "" : check;
  const action = remedy === undefined ? [] : wrap(`→ ${remedy}`, room);
  return [
    `  ${styleText(COLOURS[severity], MARKS[severity], { stream })} ${name.padEnd(column)}  ${first}`,
    ...[...rest, ...action].map((line) => indent + line),
  ];
}

/** Breaks a text at spaces; a word that is longer than the line stays whole, so that it can be copied. */
export function wrap(text: string, width: number): string[] {
  return text.split(" ").reduce<string[]>((done, word) => {
    const last = done.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) return [...done, word];
    return [...done.slice(0, -1), `${last} ${word}`];
  }, []);
}

/** Shortens a text to the rows of a terminal: its first lines have the verdict. @param rows undefined or 0 for no limit */
export function fitRows(text: string, rows: number | undefined, note: string): string {
  const lines = text.split("\n");
  const room = (rows === 0 ? Infinity : (rows ?? Infinity)) - 2;
  const shown = lines.length <= room ? lines : lines.slice(0, Math.max(1, room - 1));
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… ${more} more lines: enlarge the terminal`] : []), note].join("\n");
}

/** Renders rows with columns as wide as they need to be; truncates a row at the width of a terminal. */
export function renderTable(
  rows: readonly (readonly string[])[],
  stream: NodeJS.WritableStream = process.stdout,
): string[] {
  // A program that reads the table gets whole rows.
  const room = columnsOf(stream) ?? Infinity;
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "));
  return lines.map((line) => (line.trimEnd().length > room ? `${line.slice(0, room - 1)}…` : line.trimEnd()));
}

/** Severity by which a verdict is coloured. */
const SEVERITY_OF: Readonly<Record<Verdict, Severity>> = { healthy: "ok", unhealthy: "failure", unknown: "unknown" };
