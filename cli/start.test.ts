/** What `start` makes of a node that `up` left as it is; the engine is a function here. */
import { describe, expect, it } from "vitest";
import { untilReady } from "./start";
import type { DockerRunner } from "../remote/docker";
import { OperatorError } from "../terminal/output";

const STANDBY = "Rollup at 0xab is incompatible: genesis archive root. Entering standby mode. Will poll every 60s";
const INSPECTED = {
  RestartCount: 0,
  State: { Status: "running", ExitCode: 0, OOMKilled: false },
  Config: { Healthcheck: { Test: ["CMD", "probe"] } },
};

/** @param probe what the health check answers */
const docker =
  (probe: { code: number; text: string }): DockerRunner =>
  ([verb]) => {
    if (verb === "container") return Promise.resolve({ code: 0, text: JSON.stringify(INSPECTED) });
    return Promise.resolve(verb === "logs" ? { code: 0, text: STANDBY } : probe);
  };

describe("a node that is there already", () => {
  const settings = { readyTimeoutSeconds: 600, allowOtherRollup: false };
  const container = "validator";
  const standby = { code: 3, text: "the node is in standby" };

  it("is ready once its health check passes", async () => {
    const cli = docker({ code: 0, text: '{"nodeVersion":"4.1.2"}' });
    await expect(untilReady({ cli, container }, settings)).resolves.toBeUndefined();
  });

  it("is not called ready while it is not: what its log names is the operator's to mend", async () => {
    const started = untilReady({ cli: docker(standby), container }, settings);
    await expect(started).rejects.toThrow(OperatorError);
    await expect(started).rejects.toThrow("validator is not ready after 0 s: the node stands by: ");
  });

  it("may stand by where the settings say that this is meant", async () => {
    const meant = { ...settings, allowOtherRollup: true };
    await expect(untilReady({ cli: docker(standby), container }, meant)).resolves.toBeUndefined();
  });
});
