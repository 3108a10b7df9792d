import { describe, expect, it } from "vitest";
import { formatAmount, formatBytes, formatCount, formatDuration, formatElapsed, formatTime } from "./format";

describe("a formatter", () => {
  it.each([
    [-1, "0 s"],
    [3, "3 s"],
    [119, "119 s"],
    [120, "2 min"],
    [4608, "77 min"],
    [7199, "2 h 00 min"],
    [7200, "2 h 00 min"],
    [11_100, "3 h 05 min"],
    [200_000, "2 days"],
  ])("prints a duration of %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [0, "0.0 s"],
    [12_340, "12.3 s"],
    [59_990, "1 min 00 s"],
    [245_000, "4 min 05 s"],
  ])("prints %d elapsed milliseconds as %s", (milliseconds, text) => {
    expect(formatElapsed(0, milliseconds)).toBe(text);
  });

  it("prints an amount with four digits, rounded down", () => {
    const ether = [0n, 99_999_999_999_999_999n, 10n ** 18n].map((amount) => formatAmount(amount, 18));
    expect(ether).toEqual(["0.0000", "0.0999", "1.0000"]);
    expect(formatAmount(1_234_567n, 6)).toBe("1.2345");
    expect(formatAmount(12n, 0)).toBe("12.0000");
  });

  it("prints a time to the minute, in UTC", () => {
    expect(formatTime(1_792_573_200)).toBe("2026-10-21 09:00 UTC");
  });

  it.each([
    [10, "0.0 kB"],
    [1.5e6, "1.5 MB"],
    [9.96e9, "10.0 GB"],
    [512e9, "512 GB"],
    [2e12, "2.0 TB"],
  ])("prints %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it("prints a count with the singular or the plural of its noun", () => {
    expect([formatCount(1, "warning"), formatCount(2, "warning"), formatCount(0, "duty", "duties")]).toEqual([
      "1 warning",
      "2 warnings",
      "0 duties",
    ]);
  });
});
