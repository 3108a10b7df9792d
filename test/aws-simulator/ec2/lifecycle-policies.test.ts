/** When a policy's schedule is due. That snapshots are made, tagged and deleted: test/cloud/interrupted. */
import { expect, it } from "vitest";
import { timesDue } from "./lifecycle-policies";

const due = (from: string, to: string, interval = 24) =>
  timesDue(
    {
      name: "daily",
      copyTags: true,
      createRule: { interval, intervalUnit: "HOURS", times: "03:00" },
      retainRule: { count: 2 },
    },
    new Date(from),
    new Date(to),
  );

it.each([
  ["2026-11-30T01:00:00Z", "2026-11-30T02:59:59Z", 0],
  ["2026-11-30T02:59:59Z", "2026-11-30T03:00:00Z", 1],
  ["2026-11-30T03:00:00Z", "2026-12-01T02:59:59Z", 0],
  ["2026-11-30T02:00:00Z", "2026-12-02T03:00:00Z", 3],
])("a daily schedule of 03:00 is due from %s to %s %i times", (from, to, times) => {
  expect(due(from, to)).toBe(times);
});

it("one of each 12 hours is due at 03:00 and at 15:00", () => {
  expect(due("2026-11-30T02:00:00Z", "2026-11-30T15:00:00Z", 12)).toBe(2);
});
