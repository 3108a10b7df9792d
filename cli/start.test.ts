/** `start` with a container that `up` left unchanged; a function stands in for Docker. */
import { describe, expect, it } from "vitest";
import { waitUntilReady } from "./start";
import type { DockerRunner } from "../remote/docker";
import { OperatorError } from "../terminal/output";

const STANDBY = "Rollup at 0xab is incompatible: genesis archive root. Entering standby mode. Will poll every 60s";
const INSPECTED = {
  RestartCount: 0,
  State: { Status: "running", ExitCode: 0, OOMKilled: false },
  Config: { Healthcheck: { Test: ["CMD", "health check"] } },
};

/** @param check the result of the health check */
const docker =
  (check: { code: number; text: string }): DockerRunner =>
  ([verb]) => {
    if (verb === "container") return Promise.resolve({ code: 0, text: JSON.stringify(INSPECTED) });
    return Promise.resolve(verb === "logs" ? { code: 0, text: STANDBY } : check);
  };

describe("a node that is already running", () => {
  const settings = { readyTimeoutSeconds: 600, allowOtherRollup: false };
  const container = "validator";
  const standby = { code: 3, text: "the node is in standby" };

  it("is ready once its health check passes", async () => {
    const cli = docker({ code: 0, text: '{"nodeVersion":"4.1.2"}' });
    await expect(waitUntilReady({ cli, container }, settings)).resolves.toBeUndefined();
  });

  it("fails with the reason from its log if it does not become ready", async () => {
    const started = waitUntilReady({ cli: docker(standby), container }, settings);
    await expect(started).rejects.toThrow(OperatorError);
    await expect(started).rejects.toThrow("validator is not ready after 0 s: the node is in standby: ");
  });

  it("may stand by if the settings allow it", async () => {
    const allowed = { ...settings, allowOtherRollup: true };
    await expect(waitUntilReady({ cli: docker(standby), container }, allowed)).resolves.toBeUndefined();
  });
});
