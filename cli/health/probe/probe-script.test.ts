/** The probe itself, against the tests' own servers: its results, and that they contain no key. */
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { type TestReply, type TestRequest, CLOSED_PORT, useServer } from "../../../test/fixtures/server";
import { type ProbeResult, type ProbeRequest, isStandby, probeArgs, parseProbeResult } from "./protocol";

const KEY = "test-key-0123456789abcdef";
const ATTESTER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const ROLLUP = "0x0000000000000000000000000000000000000001";

/** The result of each method. */
const RESULTS: Readonly<Record<string, unknown>> = {
  eth_chainId: "0x7a69",
  eth_blockNumber: "0x10",
  eth_getBlockByNumber: { number: "0x10", timestamp: "0x20" },
  eth_syncing: false,
  eth_getBalance: "0x64",
  node_isReady: true,
  node_getNodeInfo: {
    nodeVersion: "4.1.2",
    l1ChainId: 31337,
    enr: "enr:-a",
    l1ContractAddresses: { rollupAddress: ROLLUP },
  },
  node_getL2Tips: { latest: { number: 5 }, proven: { number: 4 }, finalized: { number: 3 } },
};

const calls: unknown[] = [];
/** Whether the server answers as a node in standby. */
let isStandingBy = false;
const server = useServer(answerTo);

function answerTo({ url, body, headers }: TestRequest): TestReply {
  if (url.startsWith("/eth/v1/beacon/headers")) {
    calls.push([url, headers["x-key"]]);
    return { body: { data: [{ header: { message: { slot: "77" } } }] } };
  }
  const { method, params } = JSON.parse(body || "{}") as { method: string; params: unknown };
  if (isStandingBy) return { status: 404, body: {} };
  if (url.includes("refuses")) return { status: 401, body: { error: { message: `bad key ${KEY} of ${url}` } } };
  if (url.includes("plan")) return { body: { message: `too many requests of ${KEY}` } };
  if (url.includes("null") && method === "eth_chainId") return { body: { result: null } };
  if (url.includes("odd") && method === "eth_getBlockByNumber") return { body: { result: { hash: "0x01" } } };
  if (method === "debug_traceTransaction" && url.includes("busy")) return { status: 429, body: {} };
  if (method === "debug_traceTransaction" && url.includes("archive")) return { body: { result: {} } };
  if (method === "eth_getBlockByNumber" && url.includes("traces"))
    return { body: { result: { number: "0x10", timestamp: "0x20", transactions: ["0x01"] } } };
  if (url.includes("ahead") && method === "eth_getBlockByNumber")
    return { body: { result: { number: "0x99", timestamp: "0x200" } } };
  if (url.includes("ahead") && method === "eth_getBalance") return { body: { result: "0x65" } };
  if (method === "eth_call") calls.push(params);
  if (method === "eth_call") return { body: { result: `0x${"1".padStart(64, "0")}` } };
  if (method in RESULTS) return { body: { result: RESULTS[method] } };
  return { body: { error: { message: "Method not found" } } };
}

/** @param servers by the names of their variables */
async function runProbe(
  servers: Readonly<Record<string, string>>,
  request: Partial<ProbeRequest> = {},
): Promise<ProbeResult & { text: string }> {
  calls.length = 0;
  const args = probeArgs({ attesters: [], publishers: [], stdin: true, ...request });
  const { stdout } = await execa("node", args, { input: JSON.stringify(servers) });
  return { ...parseProbeResult(stdout), text: stdout };
}

const here = () => server.url;

describe("servers", () => {
  it("are named by their host alone, whichever part of their URL is a key", async () => {
    const L1 = [`${here()}/v2/${KEY}`, `http://me:${KEY}@127.0.0.1:${server.port}`, `${here()}/refuses?key=${KEY}`];
    const { l1Servers, text } = await runProbe({ ETHEREUM_HOSTS: L1.join(",") });
    expect(l1Servers.map((one) => [one.server, one.chainId, one.error])).toEqual([
      [`127.0.0.1:${server.port}`, 31337, undefined],
      [`127.0.0.1:${server.port}`, undefined, "has a user or a password in its URL, which the node cannot send"],
      [`127.0.0.1:${server.port}`, undefined, "eth_chainId: bad key … of /…?key=…"],
    ]);
    expect(l1Servers[0]?.head).toEqual({ number: 16, timestamp: 32 });
    expect(text).not.toContain(KEY);
  });

  it("that do not answer are reported with the reason, and an invalid URL is not printed", async () => {
    const { l1Servers, text } = await runProbe({ ETHEREUM_HOST: `http://127.0.0.1:${CLOSED_PORT}/${KEY}, ${KEY}` });
    expect(l1Servers).toEqual([
      { server: `127.0.0.1:${CLOSED_PORT}`, error: "does not answer: ECONNREFUSED" },
      { server: "an invalid URL", error: "is not a URL" },
    ]);
    expect(text).not.toContain(KEY);
  });

  it("that answer in another form are reported, and the others are checked all the same", async () => {
    const servers = ["plan", "null", "odd", "good"].map((name) => `${here()}/${name}`).join(",");
    const { l1Servers, text } = await runProbe({ ETHEREUM_HOSTS: servers });
    expect(l1Servers.map(({ chainId, error }) => [chainId, error])).toEqual([
      [undefined, "answers without a result to eth_chainId"],
      [undefined, "answers without a number"],
      [undefined, "answers without a number"],
      [31337, undefined],
    ]);
    expect(text).not.toContain(KEY);
  });

  it("that are busy have no known traces; one that has no such method has none", async () => {
    const servers = ["traces/busy", "traces/archive", "traces/plain"].map((name) => `${here()}/${name}`).join(",");
    const { thorough } = await runProbe({ ETHEREUM_HOSTS: servers }, { thorough: true });
    const name = `127.0.0.1:${server.port}`;
    expect(thorough?.traces).toEqual([
      { server: name, error: "answers HTTP 429 to debug_traceTransaction" },
      { server: name, recent: ["debug_traceTransaction"] },
      { server: name, recent: [] },
    ]);
  });

  it("for blobs get their API key as the node sends it", async () => {
    const hosts = { L1_CONSENSUS_HOST_URLS: `${here()},${here()}/`, L1_CONSENSUS_HOST_API_KEYS: `${KEY},${KEY}2` };
    const { beaconServers, text } = await runProbe({ ...hosts, L1_CONSENSUS_HOST_API_KEY_HEADERS: ",x-key" });
    expect(beaconServers.map(({ server: name, slot }) => [name, slot])).toEqual(
      Array(2).fill([`127.0.0.1:${server.port}`, 77]),
    );
    expect(calls).toHaveLength(2);
    expect(calls).toContainEqual([`/eth/v1/beacon/headers?key=${KEY}`, undefined]);
    expect(calls).toContainEqual(["/eth/v1/beacon/headers", `${KEY}2`]);
    expect(text).not.toContain(KEY);
  });
});

describe("a node", () => {
  const allQuestions = () => ({
    rpc: { port: server.port, prefix: "node" },
    attesters: [ATTESTER],
    publishers: [ATTESTER],
    directory: "/",
  });

  it("reports its state, and the L1 reports its keys", async () => {
    const { node, chain, disk } = await runProbe({ ETHEREUM_HOSTS: here() }, allQuestions());
    expect([node?.ready, node?.tips?.value?.latest, node?.peers?.error]).toEqual([
      { value: true },
      { number: 5 },
      "p2p_getPeers: Method not found",
    ]);
    const status = `0x30ccebb5${ATTESTER.slice(2).toLowerCase().padStart(64, "0")}`;
    expect(calls).toContainEqual([{ to: ROLLUP, data: status }, "latest"]);
    expect(chain?.balances).toEqual({ [ATTESTER]: { value: "0x64" } });
    expect(disk?.value?.size).toBeGreaterThan(0);
  });

  it("has its contracts called on its own chain only", async () => {
    expect((await runProbe({ ETHEREUM_HOSTS: here() }, { ...allQuestions(), chainId: 1 })).chain).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("has its contracts called on a server that is not behind another one", async () => {
    const balanceBy = async (...servers: string[]) => {
      const { chain } = await runProbe({ ETHEREUM_HOSTS: servers.join(",") }, allQuestions());
      return chain?.balances[ATTESTER]?.value;
    };
    const [behind, ahead] = [here(), `${here()}/ahead`];
    expect([await balanceBy(behind, ahead), await balanceBy(ahead, behind), await balanceBy(behind)]).toEqual([
      "0x65",
      "0x65",
      "0x64",
    ]);
  });

  it("in standby is detected by the HTTP status", async () => {
    isStandingBy = true;
    const { node = {} } = await runProbe({}, { rpc: { port: server.port, prefix: "node" } });
    isStandingBy = false;
    expect(node.ready).toEqual({ error: "answers 404: there is no JSON-RPC", httpStatus: 404 });
    expect([isStandby(node), isStandby({ ready: { error: "answers HTTP 500 to node_404" } })]).toEqual([true, false]);
  });

  it("of a role without a chain reports only that it is up", async () => {
    const { node } = await runProbe({}, { rpc: { port: CLOSED_PORT, prefix: "status" } });
    expect(node).toEqual({ status: { error: "does not answer: ECONNREFUSED" } });
  });
});
