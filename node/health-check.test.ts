/** The health check's output, against a fake RPC server. The engine tests check a real node. */
import { createHash } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { execa } from "execa";
import { afterEach, describe, expect, it } from "vitest";
import { parseHealthCheck, healthCheck } from "./health-check";
import { CLOSED_PORT, useServer } from "../test/fixtures/server";
import { scriptText } from "./script-text";

const FACTS = { enr: "enr:-abc", nodeVersion: "4.1.2", l1ChainId: 31337, rollupVersion: 7 };
const INFO = { ...FACTS, rest: "not printed" };
const open: Socket[] = [];
/** Number of requests that the server received. */
let requests = 0;
const server = useServer();

afterEach(() => {
  requests = 0;
  for (const socket of open.splice(0)) socket.close();
});

/** Has the server answer as a node's RPC; its port is the p2p port too, which so takes TCP connections. @returns the port */
function rpcServer(results: Record<string, unknown>, status = 200): number {
  server.answer(({ body }) => {
    requests += 1;
    const { method } = JSON.parse(body) as { method: string };
    const error = { message: "Method not found" };
    return { status, body: method in results ? { result: results[method] } : { error } };
  });
  return server.port;
}

async function udpSocket(port: number): Promise<void> {
  const socket = createSocket("udp4");
  open.push(socket);
  await new Promise<void>((resolve) => socket.bind(port, "127.0.0.1", resolve));
}

/** Runs the health check as Docker does, but for the RPC port, which is the server's. */
async function runHealthCheck(port: number, prefix: "node" | "aztec" = "node", env: Record<string, string> = {}) {
  const stack = { role: "sequencer", p2p: { enabled: true, port } } as const;
  const [, program = "", flag = "", source = "", , ...args] = healthCheck(stack, { major: prefix === "node" ? 4 : 5 });
  const { exitCode, stdout } = await execa(program, [flag, source, String(port), ...args], { reject: false, env });
  return { exitCode, stdout };
}

describe("the health check", () => {
  it("prints the facts of a ready node", async () => {
    const port = rpcServer({ node_isReady: true, node_getNodeInfo: INFO });
    await udpSocket(port);
    const answer = await runHealthCheck(port);
    expect(answer.exitCode).toBe(0);
    expect(JSON.parse(answer.stdout)).toEqual(FACTS);
  });

  it("uses the method names of the release", async () => {
    const port = rpcServer({ aztec_isReady: true, aztec_getNodeInfo: INFO });
    await udpSocket(port);
    expect((await runHealthCheck(port, "aztec")).exitCode).toBe(0);
    expect(await runHealthCheck(port, "node")).toEqual({ exitCode: 1, stdout: "isReady: Method not found" });
  });

  it("prints why a node is not ready", async () => {
    const syncing = rpcServer({ node_isReady: false });
    expect(await runHealthCheck(syncing)).toEqual({ exitCode: 1, stdout: "the node is still synchronising" });
    const lonely = rpcServer({ node_isReady: true, node_getNodeInfo: { ...INFO, enr: undefined } });
    expect(await runHealthCheck(lonely)).toEqual({ exitCode: 1, stdout: "the node has no ENR: p2p is not running" });
    const deaf = rpcServer({ node_isReady: true, node_getNodeInfo: INFO });
    expect(await runHealthCheck(deaf)).toEqual({ exitCode: 1, stdout: `p2p port ${deaf}/udp is not open` });
  });

  it("reports at once that a node stands by, and does not retry", async () => {
    const standby = rpcServer({}, 404);
    expect(await runHealthCheck(standby, "node", { PROBE_SECONDS: "60" })).toEqual({
      exitCode: 3,
      stdout: "the node is in standby: its release does not fit the network's contracts",
    });
  });

  it("retries until the node is ready, if it has time", async () => {
    const results: Record<string, unknown> = { node_isReady: false, node_getNodeInfo: INFO };
    const port = rpcServer(results);
    await udpSocket(port);
    const answer = runHealthCheck(port, "node", { PROBE_SECONDS: "60" });
    await expect.poll(() => requests, { timeout: 30_000 }).toBeGreaterThan(1);
    results.node_isReady = true;
    expect((await answer).exitCode).toBe(0);
  });

  it("prints the reason after its time limit", async () => {
    const port = rpcServer({ node_isReady: false });
    const answer = await runHealthCheck(port, "node", { PROBE_SECONDS: "0.2" });
    expect(answer).toEqual({ exitCode: 1, stdout: "the node is still synchronising" });
  });

  it("reports that nothing answers", async () => {
    expect(await runHealthCheck(CLOSED_PORT)).toEqual({ exitCode: 1, stdout: "RPC does not answer: ECONNREFUSED" });
  });
});

describe("the health check of a container", () => {
  it.each([
    [
      { role: "sequencer", p2p: { enabled: true, port: 40400 } },
      { port: 8080, prefix: "aztec", p2pPort: 40400 },
    ],
    [
      { role: "full-node", p2p: { enabled: false, port: 40400 } },
      { port: 8080, prefix: "aztec" },
    ],
    [
      { role: "prover-agent", p2p: { enabled: false, port: 40400 } },
      { port: 8080, prefix: "status" },
    ],
  ] as const)("of %j is parsed to the ports and the prefix it was built with", (settings, target) => {
    expect(parseHealthCheck(healthCheck(settings, { major: 5 }))).toEqual(target);
  });

  it("of another image is not parsed", () => {
    expect(parseHealthCheck(["CMD-SHELL", "curl localhost"])).toBeUndefined();
  });
});

describe("a script that is part of every container", () => {
  // A new value here replaces the container of every validator at its next `up`: a stop and a start. Is it worth that?
  it.each([
    ["health-check.cjs", "a1571ccb3318f5da8894843d4ba87abc8e947a09835e07749351036bcab666e5"],
    ["prepare-places.mjs", "831656616e2ef0a5b93695494ffaa5e37dc6733d4546d4f9ff96aa4713148c0e"],
  ])("%s has the text that operators' containers have", (name, digest) => {
    expect(createHash("sha256").update(scriptText(name)).digest("hex")).toBe(digest);
  });
});
