/**
 * The probe of `status` and `doctor`. Runs in the node's container, in a temporary one beside it, or on this machine:
 *
 *     node -e <the scripts joined by scripts.ts> <JSON of a ProbeRequest; see protocol.ts>
 *
 * Prints one line of JSON, a ProbeResult: each answer is `{value}` or `{error}`. A server is named by its host and port
 * alone; the rest of its URL may be a key, and is never printed.
 */
const { statfsSync } = require("node:fs");
const { probeRequest, beacon, call, get, list, number, request, result, server, attempt } = require("./servers.cjs");
const { proving } = require("./proving.cjs");
const { runThorough } = require("./thorough.cjs");
const { work } = require("./work.cjs");

/**
 * @param {NonNullable<typeof probeRequest.rpc>} rpc
 * @returns {Promise<import("./work.cjs").NodeAnswers>}
 */
async function node({ port, prefix, methods }) {
  const to = server(`http://127.0.0.1:${port}`);
  if (prefix === "status") return { status: await attempt(async () => (await request(to, "/status")).status) };
  const names = Object.entries(methods);
  return Object.fromEntries(await Promise.all(names.map(async ([name, method]) => [name, await result(to, method)])));
}

/**
 * @param {string} text URL of an L1 server
 * @returns {Promise<import("../protocol").L1Server>}
 */
async function queryL1(text) {
  const to = server(text);
  const { value, error } = await attempt(() => stateOf(to));
  return value ?? { server: to.name, error };
}

/**
 * Reads the chain, the head and the clock of an L1 server. Throws if it does not name its chain.
 *
 * @param {import("./servers.cjs").Server} to
 */
async function stateOf(to) {
  const { result: chainId, milliseconds, date } = await call(to, "eth_chainId");
  const dateAt = Date.now();
  const [head, syncing] = await Promise.all([
    result(to, "eth_getBlockByNumber", ["latest", false]),
    result(to, "eth_syncing"),
  ]);
  return {
    server: to.name,
    chainId: number(chainId),
    milliseconds,
    date,
    dateAt,
    ...(head.value ? { head: { number: number(head.value.number), timestamp: number(head.value.timestamp) } } : {}),
    syncing: syncing.value !== undefined && syncing.value !== false,
  };
}

/**
 * @param {string} text URL of a beacon server
 * @param {number} index in the list
 */
async function queryBeacon(text, index) {
  const to = beacon(text, index);
  const head = await attempt(() => get(to, "/eth/v1/beacon/headers"));
  if (head.error !== undefined) return { server: to.name, error: head.error };
  const slot = Number(head.value.body?.data?.[0]?.header?.message?.slot);
  return { server: to.name, milliseconds: head.value.milliseconds, ...(Number.isNaN(slot) ? {} : { slot }) };
}

/**
 * Reads the balances and the transaction counts of publishers and, from the rollup contract, the states of attesters.
 *
 * @param {string | undefined} address of the rollup contract
 * @param {string} url an L1 server
 */
async function accounts(address, url) {
  const { attesters, publishers, calls } = probeRequest;
  const to = server(url);
  /** @param {string} data */
  const read = (data) => result(to, "eth_call", [{ to: address, data }, "latest"]);
  /** @param {string} account */
  const of = (account) => calls.attesterStatus + account.slice(2).toLowerCase().padStart(64, "0");
  /**
   * @param {readonly string[]} all
   * @param {(one: string) => Promise<unknown>} query
   */
  const each = async (all, query) =>
    Object.fromEntries(await Promise.all(all.map(async (one) => [one, await query(one)])));
  return {
    balances: await each(publishers, (one) => result(to, "eth_getBalance", [one, "latest"])),
    transactions: await each(publishers, (one) => result(to, "eth_getTransactionCount", [one, "latest"])),
    ...(address ? { attesters: await each(attesters, (one) => read(of(one))) } : {}),
  };
}

/**
 * Returns a disk's free and total bytes; blocks reserved for root do not count as free.
 *
 * @param {string} path
 */
function disk(path) {
  const { bsize, blocks, bfree, bavail } = statfsSync(path);
  return { free: bavail * bsize, size: (blocks - bfree + bavail) * bsize };
}

/** Seconds by which a server's last block may be older than that of another one. */
const LATE = 60;

/**
 * Finds the first server on the right chain that is not behind another one: a server that is out of sync knows neither the
 * present slot nor a slashing of the last hours. Returns -1 if there is none.
 *
 * @param {readonly import("../protocol").L1Server[]} servers
 * @param {number | undefined} chainId undefined for any chain
 */
function usableServer(servers, chainId) {
  /** @param {import("../protocol").L1Server} one */
  const timeOf = (one) => one.head?.timestamp ?? 0;
  /** @param {import("../protocol").L1Server} one */
  const isOnChain = (one) => one.error === undefined && one.chainId === (chainId ?? one.chainId);
  const newest = Math.max(0, ...servers.filter(isOnChain).map(timeOf));
  return servers.findIndex((one) => isOnChain(one) && timeOf(one) >= newest - LATE);
}

async function main() {
  const urls = list(probeRequest.servers.l1Servers);
  const [nodeAnswers, provingAnswers, l1Servers, beaconServers] = await Promise.all([
    probeRequest.rpc ? node(probeRequest.rpc) : undefined,
    probeRequest.proving ? proving(probeRequest.proving) : undefined,
    Promise.all(urls.map(queryL1)),
    Promise.all(list(probeRequest.servers.beaconServers).map(queryBeacon)),
  ]);
  const info = nodeAnswers?.info?.value;
  const l1Url = urls[usableServer(l1Servers, probeRequest.chainId ?? info?.l1ChainId)];
  const chain = l1Url ? await accounts(info?.l1ContractAddresses?.rollupAddress, l1Url) : undefined;
  const done = probeRequest.work && l1Url ? await work(probeRequest.work.calls, l1Url, nodeAnswers) : undefined;
  const answers = {
    work: done,
    node: nodeAnswers,
    proving: provingAnswers,
    l1Servers,
    beaconServers,
    chain,
    now: Date.now(),
  };
  const { directory } = probeRequest;
  const space = directory ? await attempt(() => disk(directory)) : undefined;
  const more = probeRequest.thorough ? { thorough: await runThorough(l1Servers, info) } : {};
  // A connection that neither opens nor fails would keep the process alive.
  process.stdout.write(`${JSON.stringify({ ...answers, disk: space, ...more })}\n`, () => process.exit());
}

void main();
