/** A stop of a node whose container is not in the state: of an `up` that was killed, or of a host that came back. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { useScriptedPulumi } from "../test/fakes/scripted-pulumi";
import { configOf, onServer, testnet } from "../test/fixtures/stacks";
import { stopAndReport, stopNode } from "./stop";

const scriptedPulumi = useScriptedPulumi();
const STACK = "stop-test";
const config = configOf(onServer(testnet));

it("is refused before the claim of its keys goes, with the commands that remove it", async () => {
  const programs = scriptedPulumi({ [STACK]: { config, runs: [false, false], hasOrphan: true } });
  const before = programs.settings(STACK);
  const container = `aztec-validator-${STACK}`;
  const stopped = expect(stopNode(programs.open(STACK))).rejects;
  await stopped.toThrow(
    `The node of ${STACK} may still run: ${container} is on its host, and not in the state of the stack.`,
  );
  expect([programs.calls("up"), programs.settings(STACK)]).toEqual([[], before]);
});

it("sets the stack to stopped if the host has no container either", async () => {
  const programs = scriptedPulumi({ [STACK]: { config, runs: [false, false] } });
  await stopNode(programs.open(STACK));
  expect(programs.calls("up")).toHaveLength(1);
  expect(programs.settings(STACK)).toContain("stopped: true");
});

it("makes no host for a stack that is not up, and keeps the node stopped that a later `up` would start", async () => {
  const programs = scriptedPulumi({ [STACK]: { config, runs: [undefined] } });
  await stopAndReport(programs.open(STACK));
  expect(programs.calls("up")).toEqual([]);
  expect(programs.settings(STACK)).toContain("stopped: true");
});

it("is refused for a stack without a state if its node runs on this machine", async () => {
  const programs = scriptedPulumi({ [STACK]: { config: configOf(testnet), runs: [undefined] } });
  const container = `aztec-validator-${STACK}`;
  const docker = `#!/bin/sh\ncase "$*" in *"ps --all"*) echo ${container} ;; esac\n`;
  writeFileSync(path.join(programs.volumeOf(STACK), "../../docker"), docker);
  await expect(stopAndReport(programs.open(STACK))).rejects.toThrow(
    `The node of ${STACK} may still run: ${container} is on this machine, and the stack has no state.`,
  );
  expect(programs.settings(STACK)).not.toContain("stopped");
});
