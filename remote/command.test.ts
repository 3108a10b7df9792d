/** The result of commands, by real ones. */
import { describe, expect, it } from "vitest";
import { runCommand } from "./command";

const node = (source: string) => [process.execPath, "-e", source];

describe("a command", () => {
  it("returns its output, whatever its exit code", async () => {
    const args = node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(await runCommand(args, 30_000)).toEqual({ code: 3, text: "out\nerr\n" });
  });

  it("that fails without output is reported by its exit code, and not by its arguments", async () => {
    expect(await runCommand(node("process.exit(137)"), 30_000)).toEqual({
      code: 137,
      text: "ended with exit code 137",
    });
  });

  it("that times out is killed, and reported as such", async () => {
    expect(await runCommand(node("setInterval(() => 0, 1000)"), 500)).toEqual({ code: 1, text: "no answer in 0.5 s" });
  });

  it("that is not installed is reported by its name", async () => {
    expect(await runCommand(["no-such-program"], 30_000)).toEqual({ code: 1, text: "spawn no-such-program ENOENT" });
  });

  it("reads its input", async () => {
    expect(await runCommand(["cat"], 30_000, "secret")).toEqual({ code: 0, text: "secret" });
  });
});
