/** Which Docker engine a command gives to Pulumi: that of the node, whatever Docker's current context is. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PulumiCli } from "../../pulumi/pulumi-cli";
import type { ChosenEngine } from "../../remote/local-engine";
import { useFolder } from "../../test/fixtures/folder";
import { configOf, isSecret, testnet } from "../../test/fixtures/stacks";
import { StackSession } from "./session";
import { nodeLocation } from "./state";

const ensureEngine = vi.hoisted(() =>
  vi.fn((_chosen?: ChosenEngine) => Promise.resolve({ host: "unix:///found.sock" })),
);
vi.mock("../../dev/docker-engine/engine", () => ({ ensureEngine }));
vi.mock("../../pulumi/ensure", () => ({ ensurePulumi: () => Promise.resolve({ env: {} }) }));

const OTHER = "unix:///run/user/1000/docker.sock";
const folder = useFolder({ onPath: true });

beforeEach(() => {
  ensureEngine.mockClear();
  vi.stubEnv("DOCKER_HOST", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A state whose LocalHost has the first engine, and whose claim has the second one. */
function stateOf(host?: string, claimed?: string): string {
  const resource = (type: string, name: string, inputs: object, outputs: object) => {
    return { type, urn: `urn:pulumi:testnet::aztec-validator::${type}::${name}`, inputs, outputs };
  };
  const local = resource("aztec-validator:index:LocalHost", "host", {}, { docker: ["docker", "--host", host] });
  const claim = resource("aztec:index:KeyClaim", "node-claim", { engine: claimed }, {});
  const resources = [...(host ? [local] : []), ...(claimed ? [claim] : [])];
  return JSON.stringify({ deployment: { manifest: { time: "2026-01-31T12:00:00Z" }, resources } });
}

/** Runs an `up`, and returns the DOCKER_HOST that Pulumi gets. */
async function engineOfUp(state: string, isDev = false): Promise<string> {
  folder.write("state", state);
  const config = Object.entries(configOf(testnet)).map(([name, value]) => [
    `aztec-validator:${name}`,
    { value, secret: isSecret(name) },
  ]);
  folder.write("config", JSON.stringify(Object.fromEntries(config)));
  folder.program(
    "pulumi",
    `cd '${folder.path}'
case "$1 $2" in
  "stack export") cat state ;;
  config*) cat config ;;
  whoami*) echo '{"url":"https://api.pulumi.com"}' ;;
  up*) printf %s "$DOCKER_HOST" > engine ;;
esac`,
  );
  const stack = { name: "testnet", isDev: false, env: {}, settingsFile: folder.write("Pulumi.yaml", "config: {}\n") };
  await new StackSession({ ...stack, isDev }, new PulumiCli(stack, {})).up();
  return folder.read("engine");
}

describe("a command's engine", () => {
  it("is the one that the state's node is in, even if DOCKER_HOST names another", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://10.0.0.9:2375");
    expect(await engineOfUp(stateOf(OTHER, OTHER))).toBe("unix:///found.sock");
    expect(ensureEngine.mock.calls).toEqual([[{ host: OTHER, source: "state" }]]);
  });

  it("before the first up is that of pulumi up, which reads no Docker context", async () => {
    await engineOfUp(stateOf());
    expect(ensureEngine.mock.calls).toEqual([[{ host: "unix:///var/run/docker.sock", source: "default" }]]);
  });

  it("before the first up of a development stack is that of make up, by the current context", async () => {
    await engineOfUp(stateOf(), true);
    expect(ensureEngine.mock.calls).toEqual([[undefined]]);
  });

  it("is that of the claim after an up with another one was refused, which the state's host has", () => {
    expect(nodeLocation(stateOf("tcp://10.0.0.9:2375", OTHER)).docker).toEqual(["docker", "--host", OTHER]);
    const SOCKET = "unix:///var/run/docker.sock";
    expect(nodeLocation(stateOf(SOCKET)).docker).toEqual(["docker", "--host", SOCKET]);
  });
});
