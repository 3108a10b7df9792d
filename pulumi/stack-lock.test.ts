/** Proves that one command at a time runs on a stack, with real processes. A stand-in for Pulumi hangs when it reads a stack. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PULUMI_VERSION } from "./ensure";
import { holdStack } from "./stack-lock";
import { PROJECT_DIR } from "./dev-stack";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder({ lasts: "file" });

describe("two commands at once", () => {
  const [one, other] = ["test-locked-one", "test-locked-other"];
  const files = [one, other].map((name) => path.join(PROJECT_DIR, `Pulumi.${name}.yaml`));
  const pidFile = folder.at("pid");
  const env = { PATH: folder.searchPath, PULUMI_HOME: folder.path };
  const cli = (...args: string[]) =>
    execa(process.execPath, ["cli/entry.cjs", ...args], { cwd: PROJECT_DIR, env, reject: false });

  beforeAll(() => {
    const script = [
      `[ "$1" = version ] && echo v${PULUMI_VERSION} && exit`,
      `[ "$1" = config ] || [ "$1 $2" = "stack export" ] || exit 1`,
      `echo $$ > ${pidFile}.new && mv ${pidFile}.new ${pidFile} && exec sleep 600`,
    ];
    folder.program("pulumi", script.join("\n"));
    for (const file of files) writeFileSync(file, "config: {}\n");
  });
  afterAll(() => {
    for (const file of files) rmSync(file, { force: true });
    const left = [one, other].flatMap((name) => [`${name}.lock`, `${name}.lock.holder`]);
    for (const name of left) rmSync(path.join(PROJECT_DIR, ".updates", name), { force: true });
    if (existsSync(pidFile)) process.kill(Number(folder.read("pid")), "SIGKILL");
  });

  it("the second is refused while the first runs, whichever they are, and runs once the first is killed", async () => {
    const first = cli("start", "--stack", one);
    const { pid = 0 } = first;
    await expect.poll(() => existsSync(pidFile), { timeout: 30_000, interval: 50 }).toBe(true);
    const refused = await Promise.all([
      cli("update", "--stack", one),
      cli("rollback", "--stack", one),
      cli("start", "--stack", one),
      cli("stop", "--stack", one),
      cli("vote", "--none", "--stack", one),
      cli("move", "--from", one, "--to", other),
      cli("move", "--from", other, "--to", one),
    ]);
    for (const { exitCode, stderr } of refused) {
      const text = stderr.trim().replace(/since [\d:.TZ-]+\)/, "since then)");
      expect(text).toBe(
        [
          `Another command is running on ${one} (start, process ${pid}, since then). Nothing was changed: two at once could undo each other's work.`,
          "  Wait until it has ended, or press Ctrl-C where it runs; then run this command again.",
          `  If it hangs: kill ${pid}, and if it goes on, kill -9 ${pid}; then run that command again: it completes its work or undoes it.`,
        ].join("\n"),
      );
      expect(exitCode).toBe(1);
    }
    // A terminal that is closed does not end it.
    process.kill(pid, "SIGHUP");
    process.kill(pid, "SIGTERM");
    expect((await first).signal).toBe("SIGTERM");
    // Its Pulumi still runs, without holding the lock.
    expect(process.kill(Number(folder.read("pid")), 0)).toBe(true);
    expect((await cli("rollback", "--stack", one)).stderr.trim()).toBe(
      `No update of ${one} was made from this folder. To move to a release: aztec-validator update <release> --stack ${one}`,
    );
  });
});

describe("a stack's lock", () => {
  it("can be taken twice by one process, and does not lock other stacks", () => {
    holdStack("mainnet", "move", folder.path);
    holdStack("mainnet", "start", folder.path);
    holdStack("testnet", "move", folder.path);
    expect(JSON.parse(folder.read("mainnet.lock.holder"))).toMatchObject({
      pid: process.pid,
      command: "move",
    });
  });

  it("is free if its files are left over and another process has the holder's id", () => {
    folder.write("left.lock", "");
    const holder = { pid: process.ppid, command: "update", since: "2026-01-01T00:00:00.000Z" };
    folder.write("left.lock.holder", JSON.stringify(holder));
    holdStack("left", "update", folder.path);
    expect(folder.read("left.lock.holder")).toContain(`"pid":${process.pid},`);
  });

  it("that cannot be created is an error", () => {
    folder.makeFolder("broken.lock");
    expect(() => {
      holdStack("broken", "update", folder.path);
    }).toThrow(
      `${folder.path}/broken.lock cannot be locked (unable to open database file), so two commands could undo each other's work. Its folder must be writable for you: ls -la ${folder.path}`,
    );
  });
});
