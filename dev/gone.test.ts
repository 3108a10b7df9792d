import { expect, it } from "vitest";
import type { DockerRunner } from "../remote/docker";
import { refreshOption } from "./gone";

const UP = JSON.stringify({ containerName: "aztec-validator-dev" });

/** Returns a Docker that has all containers but some. */
const without =
  (...gone: readonly string[]): DockerRunner =>
  ([, , , , ...names]) => {
    const missing = names.filter((name) => gone.includes(name));
    const text = missing.map((name) => `Error response from daemon: No such container: ${name}\n`).join("");
    return Promise.resolve({ code: missing.length === 0 ? 0 : 1, text });
  };

it("a container of a development stack that somebody has stopped or removed is made again", async () => {
  const [node, l1] = ["aztec-validator-dev", "aztec-validator-dev-l1"];
  expect(await refreshOption(UP, true, without(node))).toEqual(["--refresh"]);
  expect(await refreshOption(UP, true, without(l1))).toEqual(["--refresh"]);
  const stopped: DockerRunner = () => Promise.resolve({ code: 0, text: "false\ntrue\n" });
  expect(await refreshOption(UP, true, stopped)).toEqual(["--refresh"]);
  // The L1 of a stack that has joined another chain has another name.
  expect(await refreshOption(UP, false, without(l1))).toEqual([]);
});

it("nothing is looked for where all containers run, before the first start, and where Docker does not answer", async () => {
  expect(await refreshOption(UP, true, without())).toEqual([]);
  expect(await refreshOption("{}", true, without("aztec-validator-dev"))).toEqual([]);
  const silent: DockerRunner = () => Promise.resolve({ code: 1, text: "Cannot connect to the Docker daemon" });
  expect(await refreshOption(UP, true, silent)).toEqual([]);
});
