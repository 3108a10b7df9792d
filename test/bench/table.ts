/** Medians, ratios and the table of `make bench`. */

/** What one interruption of a validator has cost. */
export interface Cost {
  /** Seconds without a ready node. */
  readonly seconds: number;
  /** Slots that began in that time. */
  readonly slots: number;
  /** Proposals that were missed, from that time until the validator was at work again. */
  readonly missed: number;
}

/** One measurement of this project and one of the comparison, taken one directly after the other, in the same unit. */
export interface Pair {
  readonly own: number;
  readonly other: number;
}

/** Names of a measurement and of its comparison, and the unit of their values. */
export interface Labels {
  readonly what: string;
  readonly comparison: string;
  readonly unit: "ms" | "s";
}

/** A row of the table. */
export interface Row extends Labels, Pair {
  /** Quotient of `own` and `other`, or the median of such quotients. */
  readonly ratio: number;
  readonly runs: number;
}

/** Returns the middle value, or the mean of the two middle values. @throws RangeError if there are no values */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError("There is no median of no values.");
  return (low + high) / 2;
}

/**
 * Builds the row of the medians. Its ratio is the median of the pairs' ratios: load that lasts longer than a pair slows
 * both values of it, and leaves their ratio as it is.
 */
export function medianRow(labels: Labels, pairs: readonly Pair[]): Row {
  return {
    ...labels,
    what: `${labels.what}, median`,
    own: median(pairs.map(({ own }) => own)),
    other: median(pairs.map(({ other }) => other)),
    ratio: median(pairs.map(({ own, other }) => own / other)),
    runs: pairs.length,
  };
}

/** Builds the row of the lowest values: load only adds to a time, so these are closest to those of an idle machine. */
export function lowestRow(labels: Labels, pairs: readonly Pair[]): Row {
  const own = Math.min(...pairs.map((pair) => pair.own));
  const other = Math.min(...pairs.map((pair) => pair.other));
  return { ...labels, what: `${labels.what}, lowest`, own, other, ratio: own / other, runs: pairs.length };
}

/** Renders a time: seconds and milliseconds below 100 with one decimal. */
export function renderTime(value: number, unit: Labels["unit"]): string {
  return `${value.toFixed(unit === "ms" && value >= 100 ? 0 : 1)} ${unit}`;
}

/** Renders rows as a Markdown table with aligned columns. */
export function renderTable(rows: readonly Row[]): string {
  const head = ["What", "Runs", "This project", "Comparison", "Ratio"];
  const lines = rows.map((row) => [
    row.what,
    String(row.runs),
    renderTime(row.own, row.unit),
    `${renderTime(row.other, row.unit)} (${row.comparison})`,
    row.ratio.toPrecision(3),
  ]);
  return renderCells(head, lines);
}

/** What an interruption of a validator has cost, each of several times. */
export interface CostRow {
  /** What interrupted it. */
  readonly what: string;
  readonly costs: readonly Cost[];
}

/** Renders what interruptions have cost as a Markdown table: medians of times, sums of slots and proposals. */
export function renderCosts(rows: readonly CostRow[]): string {
  const head = ["Interruption", "Runs", "No ready node, median", "Slots begun in it", "Proposals missed"];
  const sum = (values: readonly number[]) => String(values.reduce((total, value) => total + value, 0));
  const lines = rows.map(({ what, costs }) => [
    what,
    String(costs.length),
    renderTime(median(costs.map(({ seconds }) => seconds)), "s"),
    sum(costs.map(({ slots }) => slots)),
    sum(costs.map(({ missed }) => missed)),
  ]);
  return renderCells(head, lines);
}

/** Renders cells as a Markdown table with aligned columns. */
export function renderCells(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((cells) => cells[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...lines].map((cells) => renderLine(cells, widths)).join("\n");
}

function renderLine(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
}
