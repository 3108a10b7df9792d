/** What happens where Docker cannot be used: a user who may not use it hears of it before Pulumi is built, which takes minutes. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PulumiCli } from "../pulumi/pulumi-cli";
import { OperatorError } from "../terminal/output";
import { useFolder } from "../test/fixtures/folder";
import { fakeGo } from "../test/fakes/fake-go";
import { prepare, prepareCommand } from "./prepare";

vi.mock("./docker-engine/engine", () => {
  const refuse = () => Promise.reject(new OperatorError("this user may not use it"));
  return { consentToEngine: refuse, ensureEngine: refuse };
});
vi.mock("../pulumi/ensure", async (original) => ({
  ...(await original<object>()),
  ensurePulumi: () => Promise.resolve({ env: {} }),
}));
vi.mock("../pulumi/dev-stack", async (original) => ({
  ...(await original<object>()),
  syncDevSettings: () => undefined,
}));

const folder = useFolder();

beforeEach(() => {
  vi.stubEnv("DOCKER_HOST", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it("an engine that may not be used ends the preparation before any build starts", async () => {
  const go = fakeGo();
  const settingsFile = folder.write("Pulumi.dev.yaml", "config: {}\n");
  const stack = { name: "dev", isDev: true, settingsFile, env: { PULUMI_HOME: go.home } };
  await expect(prepare(stack)).rejects.toThrow("this user may not use it");
  expect(go.calls()).toEqual([]);
});

it.each([
  ["ssh", prepare],
  ["aws", prepare],
  ["ssh", prepareCommand],
])("an own stack with host.kind %s needs no engine here", async (kind, command) => {
  const settingsFile = folder.write("Pulumi.testnet.yaml", `config:\n  host:\n    kind: ${kind}\n`);
  await expect(command({ name: "testnet", isDev: false, settingsFile, env: {} })).resolves.toBeInstanceOf(PulumiCli);
});

it.each([prepare, prepareCommand])("an own stack on this machine needs one", async (command) => {
  const settingsFile = folder.write("Pulumi.testnet.yaml", "config: {}\n");
  const stack = { name: "testnet", isDev: false, settingsFile, env: {} };
  await expect(command(stack)).rejects.toThrow("this user may not use it");
});
