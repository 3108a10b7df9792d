/** The result of commands, by real ones. */
import { describe, expect, it } from "vitest";
import { runCommand } from "./command";
import { useFolder } from "../test/fixtures/folder";

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

  it("that ignores SIGTERM is killed, and a program that holds its output is not waited for", async () => {
    const stubborn = ["sh", "-c", "trap '' TERM; echo started; sleep 30 & sleep 30; sleep 30"];
    const start = performance.now();
    expect(await runCommand(stubborn, 500)).toEqual({ code: 1, text: "started\nno answer in 0.5 s" });
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("that succeeds after its time limit has failed: nobody waited for its answer", async () => {
    const late = node(
      'process.on("SIGTERM", () => { console.log("late"); process.exit(0); }); setInterval(() => 0, 1000)',
    );
    expect(await runCommand(late, 1500)).toEqual({ code: 1, text: "late\nno answer in 1.5 s" });
  });

  it("that is ended by this program is reported as such, below what it has printed", async () => {
    const hangs = node('console.log("line 1"); process.stdout.write("line"); setInterval(() => 0, 1000)');
    expect(await runCommand(hangs, 500)).toEqual({ code: 1, text: "line 1\nline\nno answer in 0.5 s" });
    const { code, text } = await runCommand(["sh", "-c", "yes | head -c 134217729"], 60_000);
    expect([code, text.slice(-30)]).toEqual([1, "y\nit printed more than 128 MiB"]);
  });

  it("that succeeds has its answer, without the remarks of a shell or of SSH beside it", async () => {
    const remarks = (code: number) =>
      node(
        `console.log("{}"); console.error("bash: warning: setlocale: LC_ALL: cannot change locale"); process.exitCode = ${code}`,
      );
    expect(await runCommand(remarks(0), 30_000)).toEqual({ code: 0, text: "{}\n" });
    expect((await runCommand(remarks(1), 30_000)).text).toContain("setlocale");
  });

  it("that is not installed is reported by its name", async () => {
    expect(await runCommand(["no-such-program"], 30_000)).toEqual({ code: 1, text: "spawn no-such-program ENOENT" });
  });

  it("reads its input", async () => {
    expect(await runCommand(["cat"], 30_000, "secret")).toEqual({ code: 0, text: "secret" });
  });
});

describe("a command by SSH", () => {
  const folder = useFolder({ onPath: true });

  /** Puts a program in place of SSH, which fails twice. @returns how often it was started */
  async function started(reason: string, code: number) {
    const log = folder.at("log");
    const fails = `[ "$(wc -l < ${log})" -gt 2 ] && { echo done; exit 0; }; echo "${reason}" >&2; exit ${code}`;
    folder.program("ssh", `echo once >> ${log}\n${fails}`);
    const { text } = await runCommand(["ssh", "root@203.0.113.7", "true"], 30_000);
    return { text: text.trim(), count: folder.lines("log").length };
  }

  it("is tried again if sshd drops the connection before the login", async () => {
    const dropped = "kex_exchange_identification: read: Connection reset by peer";
    expect(await started(dropped, 255)).toEqual({ text: "done", count: 3 });
  });

  it.each([
    ["a refused login", "root@203.0.113.7: Permission denied (publickey).", 255],
    ["a failure of the command itself", "kex_exchange_identification", 1],
  ])("is run once after %s", async (_what, reason, code) => {
    expect(await started(reason, code)).toEqual({ text: reason, count: 1 });
  });
});
