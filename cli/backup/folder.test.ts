/** The folder of `backup` and `restore`: it goes with the command, however that ends. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { execa } from "execa";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { useFolder } from "../../test/fixtures/folder";
import { inFolder } from "./folder";

const root = useFolder();

describe("the folder of a command", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("is removed when %s ends the command", async (signal) => {
    // The real one runs the listeners, and does not return.
    vi.spyOn(process, "exit").mockImplementation((code) => {
      process.listeners("exit").at(-1)?.(Number(code));
      throw new Error(`exit code ${String(code)}`);
    });
    const left = await inFolder((folder) => {
      expect(() => process.listeners(signal).at(-1)?.(signal)).toThrow("exit code 130");
      return Promise.resolve(existsSync(folder));
    }, root.path);
    expect(left).toBe(false);
  });

  it("is removed by the first SIGTERM, also while the command waits for a program that it has started", async () => {
    const script = `
      const { execa } = require("execa");
      const { inFolder } = require("./cli/backup/folder.ts");
      const wait = async (folder) => {
        const child = execa("sleep", ["60"]);
        console.log(folder + " " + child.pid);
        await child;
      };
      void inFolder(wait, process.argv[1]);`;
    const args = ["--require", "tsx/cjs", "--eval", script, root.path];
    const command = execa(process.execPath, args, { cwd: PROJECT_DIR, reject: false });
    const line = await new Promise<string>((resolve) =>
      command.stdout?.once("data", (data) => {
        resolve(String(data));
      }),
    );
    const [folder = "", pid] = line.trim().split(" ");
    expect(existsSync(folder)).toBe(true);
    command.kill("SIGTERM");
    expect((await command).exitCode).toBe(130);
    expect(existsSync(folder)).toBe(false);
    // A process that has ended stays in the list until its new parent looks.
    const stat = `/proc/${String(pid)}/stat`;
    await expect.poll(() => existsSync(stat) && !readFileSync(stat, "utf8").includes(") Z ")).toBe(false);
  });

  it("is removed by the next command if its own was killed, and only then", async () => {
    const space = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "";
    const folderOf = (pid: number, inSpace = space) => `aztec-validator-backup-${inSpace}-${pid}-aaaaaa`;
    const killed = folderOf(spawnSync("true").pid);
    const running = folderOf(process.pid);
    // The process ids of a container say nothing here.
    const elsewhere = folderOf(spawnSync("true").pid, `${space}0`);
    for (const name of [killed, running, elsewhere]) root.write(`${name}/content/settings.yaml`, "config: {}\n");
    root.write(`aztec-validator-backup-${space}-1-a-file`, "of somebody else");
    await inFolder(() => Promise.resolve(), root.path);
    expect(readdirSync(root.path).sort()).toEqual(
      [`aztec-validator-backup-${space}-1-a-file`, running, elsewhere].sort(),
    );
  });
});
