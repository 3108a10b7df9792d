/** The command `start`, with a `pulumi` and a `docker` that are scripts. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { configOf, onServer, testnet } from "../test/fixtures/stacks";
import { type ScriptedPrograms, scriptedPulumi } from "../test/fakes/scripted-pulumi";
import { startNode } from "./start";

const STACK = "start-test";
const UP = `up --suppress-outputs --yes --skip-preview`;

let programs: ScriptedPrograms;
const start = (hasEnded: boolean) => {
  programs = scriptedPulumi({ [STACK]: { config: configOf(onServer(testnet)), runs: [true], hasEnded } });
  return startNode(programs.open(STACK));
};

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  programs.remove();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("start", () => {
  it("replaces a container that has ended: Pulumi alone would leave it as it is", async () => {
    await start(true);
    expect(programs.calls("up")).toEqual([`${UP} --replace **::node-container --stack ${STACK}`]);
  });

  it("leaves a container that runs", async () => {
    await start(false);
    expect(programs.calls("up")).toEqual([`${UP} --stack ${STACK}`]);
  });
});
