import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { waitUntil } from "./wait";

const MINUTE = 60_000;

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Waits for ten minutes. @param set by how much the clock is set after three of them @returns minutes that really pass */
async function waited(set: number): Promise<number> {
  let passed = 0;
  const now = () => passed + (passed >= 3 * MINUTE ? set : 0);
  const wait = (milliseconds: number) => Promise.resolve((passed += milliseconds));
  await waitUntil(10 * MINUTE, "again", { now, sinceBoot: () => 7 * MINUTE + passed, wait });
  return passed / MINUTE;
}

it("a wait is as long as it has to be, however the clock is set meanwhile", async () => {
  expect(await waited(0)).toBe(10);
  expect(await waited(60 * MINUTE)).toBe(10);
  expect(await waited(-2 * MINUTE)).toBe(12);
});

it("a wait that is over already ends at once", async () => {
  const wait = vi.fn();
  await waitUntil(0, "again", { now: () => 1, sinceBoot: () => 1, wait });
  expect(wait).not.toHaveBeenCalled();
});
