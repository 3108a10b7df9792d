import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startByHand, untilItAnswers } from "./install";

/** Puts a `dockerd`, and a `sudo` that only runs its arguments, first on PATH. @returns their folder */
function fakeEngine(script: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "fake-engine-"));
  for (const [name, text] of [
    ["dockerd", script],
    ["sudo", 'exec "$@"'],
  ] as const) {
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  vi.stubEnv("PATH", `${folder}:${process.env.PATH ?? ""}`);
  vi.stubEnv("XDG_CACHE_HOME", folder);
  return folder;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a Docker engine started by hand", () => {
  it("is awaited until it answers", async () => {
    fakeEngine("exit 0");
    const answers = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(false).mockResolvedValue(true);
    await untilItAnswers(await startByHand(), answers);
    expect(answers).toHaveBeenCalledTimes(2);
  });

  it("that does not start is an error with the end of its log", async () => {
    const folder = fakeEngine("echo starting up; echo 'failed to start daemon: no iptables' >&2; exit 1");
    const waiting = untilItAnswers(await startByHand(), () => Promise.resolve(false), { starting: 20_000, ended: 400 });
    await expect(waiting).rejects.toThrow(
      `The Docker engine does not answer after 0.4 s. The end of ${folder}/aztec-validator/dockerd.log:\n` +
        "starting up\nfailed to start daemon: no iptables",
    );
  });
});
