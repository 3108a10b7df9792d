import { afterEach, beforeEach, expect, it, type MockInstance, vi } from "vitest";
import { useFolder } from "../../test/fixtures/folder";
import { inFolder } from "../backup/folder";
import { waitUntil } from "./wait";

const MINUTE = 60_000;
const root = useFolder();

let stderr: MockInstance<typeof process.stderr.write>;
const printed = () => stderr.mock.calls.at(-1)?.[0];

beforeEach(() => {
  stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
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

it("a wait that is interrupted says how to continue, also within the folder of a restore", async () => {
  vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit code ${String(code)}`);
  });
  // As Node does: the handlers run in the order in which they were added.
  const wait = () => {
    for (const handler of process.listeners("SIGINT")) handler("SIGINT");
    return Promise.resolve();
  };
  const waiting = () => waitUntil(MINUTE, "aztec-validator restore file", { now: () => 0, sinceBoot: () => 0, wait });
  await expect(inFolder(waiting, root.path)).rejects.toThrow("exit code 130");
  expect(printed()).toContain("The time keeps counting. To continue: aztec-validator restore file");
});
