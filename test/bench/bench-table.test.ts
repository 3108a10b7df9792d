/** The mathematics and the table of `make bench`; what it measures is a matter of the machine. */
import { describe, expect, it } from "vitest";
import { lowestRow, median, medianRow, renderCosts, renderTable, renderTime } from "./table";

const LABELS = { what: "start", comparison: "empty program", unit: "ms" } as const;
/** The machine was busy in the second pair, and in the half of the third that was this project's. */
const PAIRS = [
  { own: 600, other: 500 },
  { own: 1300, other: 1000 },
  { own: 900, other: 450 },
];

describe("median", () => {
  it.each([
    { values: [3], middle: 3 },
    { values: [10, 9, 100], middle: 10 },
    { values: [4, 1, 3, 2], middle: 2.5 },
  ])("of $values is $middle", ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it("leaves the order of the values as it is", () => {
    const values = [2, 1];
    median(values);
    expect(values).toEqual([2, 1]);
  });

  it("of no values is an error", () => {
    expect(() => median([])).toThrow(new RangeError("There is no median of no values."));
  });
});

describe("a row", () => {
  it("of medians has the median of the pairs' ratios, not the ratio of the medians", () => {
    expect(medianRow(LABELS, PAIRS)).toEqual({
      ...LABELS,
      what: "start, median",
      own: 900,
      other: 500,
      ratio: 1.3,
      runs: 3,
    });
  });

  it("of lowest values has their quotient", () => {
    expect(lowestRow(LABELS, PAIRS)).toEqual({
      ...LABELS,
      what: "start, lowest",
      own: 600,
      other: 450,
      ratio: 600 / 450,
      runs: 3,
    });
  });
});

describe("the table", () => {
  it.each([
    { value: 612.4, unit: "ms", text: "612 ms" },
    { value: 11.26, unit: "ms", text: "11.3 ms" },
    { value: 130.04, unit: "s", text: "130.0 s" },
  ] as const)("shows $value as $text", ({ value, unit, text }) => {
    expect(renderTime(value, unit)).toBe(text);
  });

  it("aligns its columns and shows both values and their ratio", () => {
    const update = {
      what: "update",
      comparison: "restart",
      unit: "s",
      own: 13.5,
      other: 12.2,
      ratio: 1.1066,
      runs: 15,
    };
    expect(renderTable([medianRow(LABELS, PAIRS), { ...update, unit: "s" }])).toBe(
      [
        "| What          | Runs | This project | Comparison             | Ratio |",
        "| ------------- | ---- | ------------ | ---------------------- | ----- |",
        "| start, median | 3    | 900 ms       | 500 ms (empty program) | 1.30  |",
        "| update        | 15   | 13.5 s       | 12.2 s (restart)       | 1.11  |",
      ].join("\n"),
    );
  });

  it("without rows is its head", () => {
    expect(renderTable([])).toBe(
      "| What | Runs | This project | Comparison | Ratio |\n| ---- | ---- | ------------ | ---------- | ----- |",
    );
  });
});

describe("the table of interruptions", () => {
  it("has the median of times, and sums of slots and missed proposals", () => {
    const costs = [
      { seconds: 9.4, slots: 1, missed: 1 },
      { seconds: 5, slots: 0, missed: 0 },
      { seconds: 13.1, slots: 2, missed: 1 },
    ];
    expect(renderCosts([{ what: "restart", costs }])).toBe(
      [
        "| Interruption | Runs | No ready node, median | Slots begun in it | Proposals missed |",
        "| ------------ | ---- | --------------------- | ----------------- | ---------------- |",
        "| restart      | 3    | 9.4 s                 | 3                 | 2                |",
      ].join("\n"),
    );
  });
});
