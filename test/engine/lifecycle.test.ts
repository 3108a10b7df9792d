/**
 * A real node by a real `pulumi up`, through its life. The tests build on each other, in this order: a node takes
 * time to start, and all tests are about one and the same node.
 */
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { prepare } from "../../dev/prepare";
import type { PulumiCli } from "../../pulumi/pulumi-cli";
import { findStack } from "../../pulumi/dev-stack";
import { l1BlockRead, Observer } from "./observer";
import { discv5Answer, isOpen, multistreamGreeting } from "../../cli/health/probe/p2p-dial";
import { ADMIN_PORT, docker, type Ended, P2P_PORT, rpc, RPC_PORT, TestStack } from "./test-stack";

const stack = new TestStack("dev-test-lifecycle");
const { container } = stack;
let pulumi: PulumiCli;
let first: Ended;

const node = new Observer(stack.container);

/** Waits until the node is ready, after something happened to it. */
async function readyAgain(timeout: number): Promise<void> {
  const isReady = () => rpc("node_isReady").catch(() => false);
  await expect.poll(isReady, { timeout, interval: 500 }).toBe(true);
}

/** Docker replaces it by an address: a second `up` must not take that for a change. */
const HOSTS = { extraHosts: ["host.docker.internal:host-gateway"] };

beforeAll(async () => {
  stack.configure(HOSTS);
  await stack.down();
  first = await stack.up();
  pulumi = await prepare(findStack(stack.name));
});

afterAll(async () => {
  stack.configure();
  await stack.down();
  stack.forget();
});

describe("up", () => {
  it("ends with a ready node and prints how to reach it", async () => {
    expect(first.text).toContain("node       Aztec 4.1.2, ready");
    expect(first.text).not.toContain("warning");
    expect(first.code).toBe(0);
    expect(await rpc("node_isReady")).toBe(true);
  });

  it("has outputs that the node confirms, and no secret", async () => {
    const outputs = await node.outputs(pulumi);
    const info = z
      .object({ nodeVersion: z.string(), l1ChainId: z.number(), rollupVersion: z.number(), enr: z.string() })
      .parse(await rpc("node_getNodeInfo"));
    expect(outputs).toMatchObject({
      nodeVersion: info.nodeVersion,
      chain: { network: "local", l1ChainId: info.l1ChainId, rollupVersion: info.rollupVersion },
      p2pEndpoint: `127.0.0.1:${P2P_PORT}`,
      rpcUrl: `http://127.0.0.1:${RPC_PORT}`,
      containerName: container,
      volume: `${container}-data`,
      imageDigest: await node.inspect("{{.Image}}"),
    });
    expect(outputs.enr).toBe(info.enr);
    expect(outputs.peerId).toBe(await node.peerIdInLog());
    expect(outputs.coinbase).toMatch(/^0x[0-9a-fA-F]{40}$/);
    expect(JSON.stringify({ ...outputs, imageDigest: "" })).not.toMatch(/[0-9a-f]{64}/i);
  });

  it("a second time changes nothing", async () => {
    expect(await docker("exec", container, "cat", "/etc/hosts")).toMatch(/^[\d.]+\s+host\.docker\.internal$/m);
    const before = await node.id();
    const again = await pulumi.run("up", "--yes", "--skip-preview");
    expect(again.text).toMatch(/Resources:\n\s+\d+ unchanged\n/);
    expect(again.failed).toBe(false);
    expect(await node.id()).toBe(before);
    expect((await pulumi.run("preview", "--expect-no-changes")).failed).toBe(false);
  });

  it("keeps keys out of environment, labels, command, log and state", async () => {
    const keys = await docker("exec", container, "cat", "/var/lib/keys/p2p-private-key", "/var/lib/keys/keystore.json");
    // The third number of that length is the fee recipient, zeros.
    const secrets = (keys.match(/[0-9a-f]{64,72}/gi) ?? []).filter((digits) => !/^0+$/.test(digits));
    expect(secrets).toHaveLength(2);
    const readable = [await node.inspect("{{json .Config}}"), await node.log(), await pulumi.read("stack export")];
    for (const secret of secrets) for (const text of readable) expect(text.includes(secret.slice(-64))).toBe(false);
  });

  it("has `keys export` print the keys that the node has", async () => {
    const identity = await docker("exec", container, "cat", "/var/lib/keys/p2p-private-key");
    const file = await docker("exec", container, "cat", "/var/lib/keys/keystore.json");
    const { stdout: p2p } = await stack.cli("keys", "export", "p2p");
    expect(p2p).toBe(identity.trim());
    const { stdout: attester } = await stack.cli("keys", "export", "attester");
    expect(file).toContain(`"attester":"${attester}"`);
    const { stdout: shown } = await stack.cli("keys", "show");
    const { peerId, coinbase } = await node.outputs(pulumi);
    expect(shown.split(/\s+/)).toEqual(["attester", coinbase, "peer", "id", peerId]);
  });

  it("makes the key files readable for the node's user only", async () => {
    const modes = await docker("exec", container, "sh", "-c", "stat -c '%n %a %u' /var/lib/keys/*");
    expect(modes.split("\n")).toEqual([
      "/var/lib/keys/environment 400 10001",
      "/var/lib/keys/environment.cjs 400 10001",
      "/var/lib/keys/keystore.json 400 10001",
      "/var/lib/keys/p2p-private-key 400 10001",
    ]);
  });

  it("makes Docker's health check pass", async () => {
    const health = () => node.inspect("{{.State.Health.Status}}");
    await expect.poll(health, { timeout: 60_000, interval: 1000 }).toBe("healthy");
  });
});

describe("the ports", () => {
  it("p2p answers over TCP with libp2p's greeting", async () => {
    expect(await multistreamGreeting("127.0.0.1", P2P_PORT)).toBe("/multistream/1.0.0");
  });

  it("p2p answers over UDP as discv5", async () => {
    expect(await discv5Answer("127.0.0.1", P2P_PORT, (await node.outputs(pulumi)).enr ?? "")).toBe("WHOAREYOU");
  });

  it("RPC is open on loopback, the admin API nowhere", async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => address);
    expect(others.length).toBeGreaterThan(0);
    expect(await isOpen("127.0.0.1", RPC_PORT)).toBe(true);
    for (const address of others) expect([address, await isOpen(address, RPC_PORT)]).toEqual([address, false]);
    for (const address of ["127.0.0.1", ...others]) {
      expect([address, await isOpen(address, ADMIN_PORT)]).toEqual([address, false]);
    }
  });
});

describe("the node", () => {
  it("restarts by itself after kill -9, with the same peer id", async () => {
    const { peerId } = await node.outputs(pulumi);
    const started = await node.inspect("{{.State.StartedAt}}");
    const image = await node.inspect("{{.Image}}");
    const pid = await node.inspect("{{.State.Pid}}");
    await docker(
      "run",
      "--rm",
      "--pid=host",
      "--user=0",
      "--network=none",
      "--entrypoint=sh",
      image,
      "-c",
      `kill -9 ${pid}`,
    );
    await expect.poll(() => node.inspect("{{.State.StartedAt}}"), { timeout: 20_000, interval: 200 }).not.toBe(started);
    await readyAgain(120_000);
    // JSON-RPC can answer before the log has the peer id.
    await expect.poll(() => node.peerIdInLog(), { timeout: 60_000 }).toBe(peerId);
  });

  it("gets a new container for a changed setting, with the same peer id on the same volume", async () => {
    const before = {
      container: await node.id(),
      volume: await node.volumeCreated(),
      peerId: (await node.outputs(pulumi)).peerId,
    };
    stack.configure({ ...HOSTS, logLevel: "debug" });
    await stack.succeeds("up");
    expect(await node.id()).not.toBe(before.container);
    expect(await node.volumeCreated()).toBe(before.volume);
    expect((await node.outputs(pulumi)).peerId).toBe(before.peerId);
    expect(await node.peerIdInLog()).toBe(before.peerId);
  });

  it("continues by itself after its L1 was down for 30 s", async () => {
    const before = { container: await node.id(), block: l1BlockRead(await node.log()) };
    expect(before.block).toBeGreaterThan(0);
    await docker("stop", `${container}-l1`);
    const stopped = Date.now();
    await expect.poll(() => Date.now() - stopped, { timeout: 40_000 }).toBeGreaterThan(30_000);
    await docker("start", `${container}-l1`);
    const blockRead = async () => l1BlockRead(await node.log(new Date(stopped).toISOString()));
    await expect.poll(blockRead, { timeout: 120_000, interval: 500 }).toBeGreaterThan(before.block);
    await readyAgain(120_000);
    expect(await node.id()).toBe(before.container);
    expect((await pulumi.run("preview", "--expect-no-changes")).failed).toBe(false);
  });
});

describe("down", () => {
  it("leaves nothing", async () => {
    stack.configure();
    await stack.succeeds("down");
    const filter = ["--filter", `label=aztec-validator.stack=aztec-validator/${stack.name}`];
    expect(await docker("ps", "--all", "--quiet", ...filter)).toBe("");
    expect(await docker("volume", "ls", "--quiet", ...filter)).toBe("");
    expect(await docker("network", "ls", "--quiet", ...filter)).toBe("");
  });
});
