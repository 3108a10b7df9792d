/** Two commands at once for one stack, as real processes. Pulumi is a stand-in that answers its version, and hangs when settings are asked. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PULUMI_VERSION } from "./ensure";
import { holdStack } from "./stack-lock";
import { PROJECT_DIR } from "./dev-stack";

const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-lock-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("two commands at once", () => {
  const [one, other] = ["test-locked-one", "test-locked-other"];
  const files = [one, other].map((name) => path.join(PROJECT_DIR, `Pulumi.${name}.yaml`));
  const asked = path.join(folder, "asked");
  const env = { PATH: [folder, process.env.PATH].join(path.delimiter), PULUMI_HOME: folder };
  const cli = (...words: string[]) =>
    execa(process.execPath, ["cli/entry.cjs", ...words], { cwd: PROJECT_DIR, env, reject: false });

  beforeAll(() => {
    const script = [
      `[ "$1" = version ] && echo v${PULUMI_VERSION} && exit`,
      `[ "$1" = config ] || exit 1`,
      `echo $$ > ${asked}.new && mv ${asked}.new ${asked} && exec sleep 600`,
    ];
    writeFileSync(path.join(folder, "pulumi"), ["#!/bin/sh", ...script, ""].join("\n"));
    chmodSync(path.join(folder, "pulumi"), 0o755);
    for (const file of files) writeFileSync(file, "config: {}\n");
  });
  afterAll(() => {
    for (const file of files) rmSync(file, { force: true });
    const left = [one, other].flatMap((name) => [`${name}.lock`, `${name}.lock.holder`]);
    for (const name of left) rmSync(path.join(PROJECT_DIR, ".updates", name), { force: true });
    if (existsSync(asked)) process.kill(Number(readFileSync(asked, "utf8")), "SIGKILL");
  });

  it("the second is refused while the first lives, whichever they are, and goes on once that was killed", async () => {
    const first = cli("start", "--stack", one);
    const { pid = 0 } = first;
    await expect.poll(() => existsSync(asked), { timeout: 30_000, interval: 50 }).toBe(true);
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
          `  If it hangs: kill ${pid}; the next update, rollback, start or make up completes or undoes its work.`,
        ].join("\n"),
      );
      expect(exitCode).toBe(1);
    }
    process.kill(pid, "SIGKILL");
    await first;
    // The Pulumi that it began lives on, and has no part in the lock.
    expect(process.kill(Number(readFileSync(asked, "utf8")), 0)).toBe(true);
    expect((await cli("rollback", "--stack", one)).stderr.trim()).toBe(
      `No update of ${one} was made from this folder. Say where to: aztec-validator update <release> --stack ${one}`,
    );
  });
});

describe("a stack's lock", () => {
  it("is held by the one process as often as it asks, and another stack is another's", () => {
    holdStack("mainnet", "move", folder);
    holdStack("mainnet", "start", folder);
    holdStack("testnet", "move", folder);
    expect(JSON.parse(readFileSync(path.join(folder, "mainnet.lock.holder"), "utf8"))).toMatchObject({
      pid: process.pid,
      command: "move",
    });
  });

  it("is free where its files are left of a process whose number another one has now", () => {
    writeFileSync(path.join(folder, "left.lock"), "");
    const holder = { pid: process.ppid, command: "update", since: "2026-01-01T00:00:00.000Z" };
    writeFileSync(path.join(folder, "left.lock.holder"), JSON.stringify(holder));
    holdStack("left", "update", folder);
    expect(readFileSync(path.join(folder, "left.lock.holder"), "utf8")).toContain(`"pid":${process.pid},`);
  });

  it("that cannot be made is an error, and nothing goes on without it", () => {
    mkdirSync(path.join(folder, "broken.lock"));
    expect(() => {
      holdStack("broken", "update", folder);
    }).toThrow(
      `${folder}/broken.lock cannot be locked (unable to open database file), so two commands could change one node at once. Its folder must be writable for you: ls -la ${folder}`,
    );
  });
});
