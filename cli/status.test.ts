/** The exit code of `status --all`. No stack is opened. */
import { afterEach, expect, it, vi } from "vitest";
import { program } from "./program";

vi.mock("./stack/session", () => ({ StackSession: { openAll: () => Promise.resolve([]) } }));

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

it("status --all that finds no stack in the backend does not report that all is well", async () => {
  const print = vi.spyOn(console, "log").mockReturnValue(undefined);
  await program().parseAsync(["node", "aztec-validator", "status", "--all"]);
  expect(print.mock.calls).toEqual([["No stack in the backend has a settings file here."]]);
  expect(process.exitCode).toBe(2);
});
