/**
 * The tunnel's command, run by ssh itself with each shell that this machine has, and an `aws` that records its arguments.
 * test/cloud/shells has zsh, fish, tcsh and mksh on each machine.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { beforeEach, describe, expect, it } from "vitest";
import { OPEN, QUERY, RECORDING_AWS, SSH_ARGS, TUNNEL } from "../test/fakes/recording-aws";
import { useFolder } from "../test/fixtures/folder";

const shells = ["sh", "bash", "dash", "zsh", "fish", "tcsh"].flatMap((name) => {
  const { status, stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  return status === 0 ? [[name, stdout.trim()] as const] : [];
});

const folder = useFolder();
beforeEach(() => {
  folder.program("aws", RECORDING_AWS);
});

/** Connects by ssh. The connection ends, since nothing answers behind the recorded command. */
function connect(shell: string, extra: Readonly<Record<string, string>> = {}) {
  const record = folder.write("record", "");
  const env = { ...process.env, SHELL: shell, RECORD: record, ...extra };
  const { status, stderr } = spawnSync("ssh", SSH_ARGS, {
    env: { ...env, PATH: folder.searchPath },
    encoding: "utf8",
  });
  return { status, stderr, calls: folder.lines("record") };
}

describe("the tunnel", () => {
  it.each(shells)("opens from %s to the instance with the address", (_name, shell) => {
    const { calls } = connect(shell);
    expect(calls).toEqual([QUERY, OPEN]);
  });

  it("is not tried when the instance cannot be found, and says why", () => {
    const { status, stderr, calls } = connect("/bin/sh", { NO_CREDENTIALS: "yes" });
    expect(status).toBe(255);
    expect(stderr).toContain("Unable to locate credentials");
    expect(calls).toEqual([QUERY]);
  });

  it("has nothing for the operator's own shell to read but two words and one in single quotes", () => {
    const [, quoted = ""] = /^sh -c '([^']*)'$/.exec(TUNNEL) ?? [];
    // History (`!`), backslashes and line breaks are what some shells read within single quotes.
    expect(quoted).toMatch(/^[^!\\\n]+$/);
    execFileSync("sh", ["-n", "-c", quoted]);
  });
});
