/** The command `start`: with a `pulumi` and a `docker` that are scripts, and with a function in place of Docker. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { configOf, onAws, onServer, testnet } from "../test/fixtures/stacks";
import { type ScriptedPrograms, type ScriptedStack, useScriptedPulumi } from "../test/fakes/scripted-pulumi";
import type { DockerRunner } from "../remote/docker";
import { OperatorError } from "../terminal/output";
import { startNode, waitUntilReady } from "./start";

const STACK = "start-test";
const UP = `up --suppress-outputs --yes --skip-preview`;

const scriptedPulumi = useScriptedPulumi();
let programs: ScriptedPrograms;
const start = (ended?: string) => {
  programs = scriptedPulumi({ [STACK]: { config: configOf(onServer(testnet)), runs: [true], ended } });
  return startNode(programs.open(STACK));
};

/** Starts a stack whose container is in its state only. */
const startMissing = (stack: Partial<ScriptedStack>) => {
  programs = scriptedPulumi({
    [STACK]: { config: configOf(onServer(testnet)), runs: [true], isRemoved: true, ...stack },
  });
  return startNode(programs.open(STACK));
};

describe("start", () => {
  it("replaces a container that has ended: Pulumi alone would leave it as it is", async () => {
    await start("false 2026-01-31T12:00:00Z");
    expect(programs.calls("up")).toEqual([`${UP} --replace **::node-container --stack ${STACK}`]);
  });

  it("replaces a container that Docker could not start, and counts no time since the year 1", async () => {
    const printed: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    await start("false 0001-01-01T00:00:00Z");
    expect(programs.calls("up")).toEqual([`${UP} --replace **::node-container --stack ${STACK}`]);
    expect(printed.at(-1)).toBe(`\nThe node of ${STACK} is ready.\n`);
  });

  it("refuses a container that is not on its host if another machine may have it, with the command that makes it", async () => {
    await expect(startMissing({})).rejects.toThrow(
      [
        `The container aztec-validator-${STACK} is in the state of ${STACK} and not on its host, so another machine may run it. No node was started: two nodes that sign with one key are slashed.`,
        `  To fix it, make sure that no other machine runs it, then: pulumi up --refresh --stack ${STACK}`,
      ].join("\n"),
    );
    expect(programs.calls("up")).toEqual([]);
  });

  it("compares the state with a host that is certain, so that a removed container is made again", async () => {
    await startMissing({ config: configOf(onAws(testnet)) });
    expect(programs.calls("refresh")).toEqual([`refresh --suppress-outputs --yes --skip-preview --stack ${STACK}`]);
    expect(programs.calls("up")).toEqual([`${UP} --stack ${STACK}`]);
  });

  /** Starts a stack whose node `stop` stopped. */
  const startStopped = (stack: Partial<ScriptedStack>) => {
    const config = configOf(onServer({ ...testnet, stopped: true }));
    programs = scriptedPulumi({ [STACK]: { config, runs: [false], ...stack } });
    return startNode(programs.open(STACK));
  };

  it("leaves a stopped stack stopped if `up` is refused before there is a container", async () => {
    await expect(startStopped({ failingUp: 1 })).rejects.toThrow(OperatorError);
    expect(programs.settings(STACK)).toContain("stopped: true");
  });

  it("leaves a stopped stack stopped if another machine may have its container", async () => {
    await expect(startStopped({ runs: [true], isRemoved: true })).rejects.toThrow("No node was started");
    expect([programs.calls("up"), programs.settings(STACK)]).toEqual([[], expect.stringContaining("stopped: true")]);
  });

  it("leaves the settings as they are if a failed `up` leaves a state that cannot be read: the node may run", async () => {
    const config = configOf(onServer({ ...testnet, stopped: true }));
    programs = scriptedPulumi({ [STACK]: { config, runs: [false, true], failingUp: 1 } });
    writeFileSync(path.join(programs.volumeOf(STACK), "../state.1"), "");
    await expect(startNode(programs.open(STACK))).rejects.toThrow(OperatorError);
    expect(programs.settings(STACK)).not.toContain("stopped");
  });

  it("does not stop a node again that did not become ready", async () => {
    await expect(startStopped({ runs: [false, true], failingUp: 1 })).rejects.toThrow(OperatorError);
    expect(programs.settings(STACK)).not.toContain("stopped");
  });

  it("leaves a container that runs", async () => {
    await start();
    expect(programs.calls("up")).toEqual([`${UP} --stack ${STACK}`]);
  });
});

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
    await expect(waitUntilReady({ cli, container }, settings, "main")).resolves.toBeUndefined();
  });

  it("fails with the reason from its log if it does not become ready", async () => {
    const started = waitUntilReady({ cli: docker(standby), container }, settings, "main");
    await expect(started).rejects.toThrow(OperatorError);
    await expect(started).rejects.toThrow("validator is not ready after 0 s: the node is in standby: ");
  });

  it("may stand by if the settings allow it", async () => {
    const allowed = { ...settings, allowOtherRollup: true };
    await expect(waitUntilReady({ cli: docker(standby), container }, allowed, "main")).resolves.toBeUndefined();
  });
});
