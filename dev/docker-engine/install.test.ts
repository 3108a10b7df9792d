import { describe, expect, it, vi } from "vitest";
import { startByHand, untilItAnswers } from "./install";
import { useFolder } from "../../test/fixtures/folder";

const folder = useFolder({ onPath: true });

/** Writes a `dockerd`, and a `sudo` that only runs its arguments. */
function fakeEngine(script: string): void {
  folder.program("dockerd", script);
  folder.program("sudo", 'exec "$@"');
  vi.stubEnv("XDG_CACHE_HOME", folder.path);
}

describe("a Docker engine started by hand", () => {
  it("is awaited until it answers", async () => {
    fakeEngine("exit 0");
    const answers = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(false).mockResolvedValue(true);
    await untilItAnswers(await startByHand(), answers);
    expect(answers).toHaveBeenCalledTimes(2);
  });

  it("that does not start is an error with the end of its log", async () => {
    fakeEngine("echo starting up; echo 'failed to start daemon: no iptables' >&2; exit 1");
    const waiting = untilItAnswers(await startByHand(), () => Promise.resolve(false), { starting: 20_000, ended: 400 });
    await expect(waiting).rejects.toThrow(
      `The Docker engine does not answer after 0.4 s. The end of ${folder.path}/aztec-validator/dockerd.log:\n` +
        "starting up\nfailed to start daemon: no iptables",
    );
  });
});
