/** What has a node waited for again. The wait itself is in remote/wait-ready.test.ts. */
import { expect, it } from "vitest";
import { nodeReady } from "./provider";

const node = {
  docker: ["docker"],
  container: "aztec-validator-main",
  containerId: "1",
  instanceType: "c7i.4xlarge",
  timeoutSeconds: 600,
  acceptsStandby: false,
};

it.each([
  ["nothing", {}, false],
  ["another container", { containerId: "2" }, true],
  ["another instance type, for which the host stops and starts", { instanceType: "c7i.8xlarge" }, true],
  ["another time-out and way to Docker", { timeoutSeconds: 900, docker: ["ssh", "host", "docker"] }, false],
])("%s has it waited for again: %s", async (_what, change, changes) => {
  expect(await nodeReady.diff("aztec-validator-main", "", node, { ...node, ...change })).toEqual({ changes });
});
