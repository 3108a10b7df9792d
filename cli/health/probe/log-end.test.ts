/** What the end of a log says of a node that is not ready. The engine test late-node has a real one. */
import { expect, it } from "vitest";
import type { DockerRunner } from "../../../remote/docker";
import { readLogEnd } from "./log-end";

const at = (second: number) => `2026-11-30T10:00:${String(second).padStart(2, "0")}.000000000Z [10:00:00.000]`;
const blobs = (second: number) =>
  `${at(second)} WARN: archiver Failed to fetch all blobs for 0xab from all blob sources`;
const STANDBY = `${at(1)} WARN: cli Entering standby mode`;
const ERROR = `${at(40)} ERROR: cli Error: connect ECONNREFUSED 127.0.0.1:8545`;
const COMMITTEE = `${at(50)} WARN: sequencer The committee does not exist on L1`;

const calls: string[][] = [];
const logs =
  (...lines: string[]): DockerRunner =>
  (args) => {
    calls.push([...args]);
    return Promise.resolve({ code: 0, text: lines.join("\n") });
  };
const end = (isRunning: boolean, ...lines: string[]) => readLogEnd(logs(...lines), "node", isRunning);

it("names the state of a node that runs, once it has lasted as long as `up` would wait", async () => {
  expect((await end(true, blobs(1), blobs(31), ERROR, COMMITTEE)).logState?.name).toBe("no blobs");
  expect(calls.at(-1)).toEqual(["logs", "--timestamps", "--tail", "2500", "--since", "3m", "node"]);
  expect((await end(true, STANDBY)).logState?.name).toBe("standby");
  expect(await end(true, blobs(1), blobs(30))).toEqual({ logState: undefined });
  expect(await end(true, COMMITTEE)).toEqual({ logState: undefined });
});

it("names state and last error of a node that has ended, whenever that was", async () => {
  const { lastError, logState } = await end(false, ERROR, blobs(41));
  expect(lastError).toContain("connect ECONNREFUSED 127.0.0.1:8545");
  expect(logState?.name).toBe("no blobs");
  expect(calls.at(-1)).toEqual(["logs", "--timestamps", "--tail", "2500", "node"]);
});

it("names no state that something else has followed, and none that passes by itself", async () => {
  expect((await end(false, blobs(1), ERROR)).logState).toBeUndefined();
  expect(await end(false, COMMITTEE)).toEqual({ lastError: undefined, logState: undefined });
  expect(await end(false)).toEqual({ lastError: undefined, logState: undefined });
});
