/**
 * Commands on a stack whose node is on another machine, with a state that both machines share. Its Docker is that machine's:
 * the Docker of this one has no such container, which says nothing about the node.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { configOf, onServer, testnet } from "../../test/fixtures/stacks";
import { type ScriptedPrograms, useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { backUpStack } from "../backup/index";
import { tryObserve } from "../health/observe";
import { statusReport } from "../health/status-report";
import { moveNode } from "../move/index";
import { startNode } from "../start";
import { stopNode } from "../stop";
import { prepareUpdate } from "../update/prepare";
import { setVote } from "../vote";
import type { StackSession } from "./session";

const machine = vi.hoisted((): { id: string | undefined } => ({ id: "this" }));
vi.mock("../../remote/this-machine", () => ({ thisMachine: () => machine.id }));
/** The wait of two epochs. */
const waitUntil = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock("../move/wait", () => ({ waitUntil }));

/** No stack has such a name: the record of a move is beside those of real stacks. */
const [NODE, NEW] = ["elsewhere-test", "elsewhere-test-new"];

const scriptedPulumi = useScriptedPulumi();
let programs: ScriptedPrograms;

beforeEach(() => {
  machine.id = "this";
  programs = scriptedPulumi({
    [NODE]: { config: configOf(testnet), runs: [true], machine: "that" },
    [NEW]: { config: configOf(onServer(testnet)), runs: [undefined, false, true] },
  });
});
afterEach(() => {
  rmSync(path.join(PROJECT_DIR, `.moves/${NODE}-to-${NEW}.json`), { force: true });
});

const REFUSAL = `The node of ${NODE} is on another machine, by its last \`up\`, and host.kind is local. Nothing was changed: two nodes that sign with one key are slashed.`;

describe("a stack whose node is on another machine", () => {
  it.each<[string, (stack: StackSession) => Promise<unknown>]>([
    ["update", (stack) => prepareUpdate(stack, { release: "6.0.0" })],
    ["start", startNode],
    ["stop", stopNode],
    ["backup", (stack) => backUpStack(stack, { kind: "file", file: path.join(programs.volumeOf(NODE), "..", "b") })],
    ["vote", (stack) => setVote(stack, undefined, false)],
    ["move", (stack) => moveNode(stack, programs.open(NEW), { yes: true })],
  ])("is refused by %s, and nothing is changed", async (_name, command) => {
    const before = programs.settings(NODE);
    await expect(command(programs.open(NODE))).rejects.toThrow(REFUSAL);
    expect([programs.calls("up"), programs.settings(NODE)]).toEqual([[], before]);
  });

  it("stays stopped in its settings when start is refused", async () => {
    programs.open(NODE).file.set("stopped", "true");
    const before = programs.settings(NODE);
    await expect(startNode(programs.open(NODE))).rejects.toThrow(REFUSAL);
    expect(programs.settings(NODE)).toBe(before);
  });

  it("is moved as from a lost host, if its operator says that it is gone", async () => {
    await moveNode(programs.open(NODE), programs.open(NEW), { yes: true, hostIsGone: true });
    expect(waitUntil).toHaveBeenCalledTimes(1);
    expect(programs.settings(NODE)).toContain("stopped: true");
    const up = expect.stringContaining(`--stack ${NEW}`) as string;
    expect(programs.calls("up")).toEqual([up, up]);
  });

  it("starts nowhere else if its host is back after the wait, since Docker starts its node again", async () => {
    waitUntil.mockImplementationOnce(() => {
      machine.id = "that";
      return Promise.resolve();
    });
    const moved = moveNode(programs.open(NODE), programs.open(NEW), { yes: true, hostIsGone: true });
    const container = `aztec-validator-${NODE}`;
    await expect(moved).rejects.toThrow(
      `The node of ${NODE} may still run: its host answers again, and has ${container}. Two nodes that sign with one key are slashed, so no other node was started.\n  Remove it on its host, then run the command again: `,
    );
    expect(programs.calls("up")).toHaveLength(1);
  });

  it("has an unknown health, and no advice to bring up a second node", async () => {
    const { findings, verdict } = statusReport(await tryObserve(programs.open(NODE)));
    expect(verdict).toBe("unknown");
    expect(findings).toEqual([
      {
        check: "running",
        severity: "unknown",
        message:
          "the node is on another machine, by its last `up`, and host.kind is local: run this command there, and bring no second node up here",
      },
    ]);
  });

  it("is like any other on its own machine", async () => {
    machine.id = "that";
    expect((await programs.open(NODE).node()).container).toBe(`aztec-validator-${NODE}`);
  });

  it("is refused where no id tells whether it is that machine", async () => {
    machine.id = undefined;
    await expect(programs.open(NODE).node()).rejects.toThrow(REFUSAL);
  });
});
