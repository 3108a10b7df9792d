/** What the end of a log says of a node that is not ready. The engine test late-node has a real one. */
import { expect, it } from "vitest";
import type { DockerRunner } from "../../../remote/docker";
import { readLogEnd } from "./log-end";

const BLOBS = "[01:02:03.000] WARN: archiver Failed to fetch all blobs for 0xab from all blob sources";
const ERROR = "[01:02:04.000] ERROR: cli Error: connect ECONNREFUSED 127.0.0.1:8545";
const COMMITTEE = "[01:02:05.000] WARN: sequencer The committee does not exist on L1";

const calls: string[][] = [];
const logs =
  (...lines: string[]): DockerRunner =>
  (args) => {
    calls.push([...args]);
    return Promise.resolve({ code: 0, text: lines.join("\n") });
  };

it("names the state of a node that runs, from the last minutes, and no error of it", async () => {
  const { lastError, logState } = await readLogEnd(logs(BLOBS, ERROR, COMMITTEE), "node", true);
  expect([lastError, logState?.name]).toEqual([undefined, "no blobs"]);
  expect(calls.at(-1)).toEqual(["logs", "--tail", "500", "--since", "3m", "node"]);
});

it("names state and last error of a node that has ended, whenever that was", async () => {
  const { lastError, logState } = await readLogEnd(logs(BLOBS, ERROR), "node", false);
  expect(lastError).toContain("connect ECONNREFUSED 127.0.0.1:8545");
  expect(logState?.name).toBe("no blobs");
  expect(calls.at(-1)).toEqual(["logs", "--tail", "500", "node"]);
});

it("names nothing if the log names nothing, or only what passes by itself", async () => {
  expect(await readLogEnd(logs(), "node", false)).toEqual({ lastError: undefined, logState: undefined });
  expect(await readLogEnd(logs(COMMITTEE), "node", true)).toEqual({ lastError: undefined, logState: undefined });
});
