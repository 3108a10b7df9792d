/** The reload of a running node's keys, against a fake Docker. */
import { describe, expect, it } from "vitest";
import { callAdmin } from "../../remote/admin-api";
import type { DockerRunner } from "../../remote/docker";
import { reloadKeys } from "./reload-keys";

const call = { port: 8880, method: "nodeAdmin_reloadKeystore", key: "password-of-administration" };

describe("reloading the keystore of a node", () => {
  /** Successive starts of the container, and the answers of the admin API. */
  const fake = (starts: readonly string[], outcomes: { code: number; text: string }[]): DockerRunner => {
    const left = [...starts];
    return ([word]) => {
      const StartedAt = (left.length > 1 ? left.shift() : left[0]) ?? "";
      if (word === "container")
        return Promise.resolve({ code: 0, text: JSON.stringify({ Status: "running", StartedAt }) });
      return Promise.resolve(outcomes.shift() ?? { code: 0, text: "null\n" });
    };
  };
  const reloading = { container: "validator", call, timeoutSeconds: 5, interval: 1 };
  const silent = { code: 4, text: "ECONNREFUSED" };

  it("is retried while the node starts", async () => {
    const outcomes = [silent, silent];
    await reloadKeys({ ...reloading, docker: fake(["once"], outcomes) });
    expect(outcomes).toEqual([]);
  });

  it("is skipped if the node has restarted with the new file", async () => {
    const outcomes = [silent, silent, silent];
    await reloadKeys({ ...reloading, docker: fake(["once", "once", "", "again"], outcomes) });
    expect(outcomes).toEqual([silent, silent]);
  });

  it("ends after Ctrl-C", async () => {
    const interrupted = { ...reloading, signal: AbortSignal.abort(), docker: fake(["once"], [silent]) };
    await expect(reloadKeys(interrupted)).rejects.toThrow("interrupted while its admin API did not answer");
  });

  it("fails with Docker's reason if Docker does not answer", async () => {
    const away: DockerRunner = () => Promise.resolve({ code: 1, text: "Cannot connect to the Docker daemon\n" });
    await expect(reloadKeys({ ...reloading, docker: away })).rejects.toThrow(/^Cannot connect to the Docker daemon$/);
  });

  it.each([
    [0, "null", { is: "done" }],
    [3, "why", { is: "refused", reason: "why" }],
    [4, "why", { is: "away", reason: "why" }],
    [5, "why", { is: "unanswered", reason: "why" }],
    [137, "why", { is: "away", reason: "why" }],
  ])("by a script that ends with %i", async (code, text, outcome) => {
    expect(await callAdmin(() => Promise.resolve({ code, text: `${text}\n` }), "validator", call)).toEqual(outcome);
  });

  it("fails if the node times out: a second call would run beside the first", async () => {
    const outcomes = [{ code: 5, text: "timeout" }, silent];
    await expect(reloadKeys({ ...reloading, docker: fake(["once"], outcomes) })).rejects.toThrow(
      "the node has not answered for 120 s; it may still load it",
    );
    expect(outcomes).toEqual([silent]);
  });
});
