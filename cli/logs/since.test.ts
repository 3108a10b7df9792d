import { describe, expect, it } from "vitest";
import { parseSince } from "./since";

describe("--since", () => {
  it.each([
    ["10m", "10m"],
    ["1h30m", "1h30m"],
    ["1.5h", "1.5h"],
    ["2d", "48h"],
    ["1d6h", "24h6h"],
    ["2026-01-31", "2026-01-31T00Z"],
    ["2026-01-31T12", "2026-01-31T12Z"],
    ["2026-01-31T12:00:00", "2026-01-31T12:00:00Z"],
    ["2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00:00.123456789Z"],
    ["2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00+01:00"],
    ["1796048238", "1796048238"],
  ])("%s is passed to Docker as %s", (text, passed) => {
    expect(parseSince(text)).toBe(passed);
  });

  it.each(["yesterday", "10", "10 m", "2 days", "-5m", "m", "", "2026-13-01", "31.01.2026", "2026-01-31 12:00"])(
    "%j is refused with examples, before Docker sees it",
    (text) => {
      expect(() => parseSince(text)).toThrow(
        "Pass a duration or a time, such as 10m, 2h, 3d or 2026-01-31T12:00:00 (UTC).",
      );
    },
  );
});
