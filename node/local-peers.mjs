/**
 * Runs in the process of a node on a local network before its first line, at each start. Other stacks of the chain reach
 * the container only by its address in the L1's Docker network, which Docker chooses at each start.
 *
 * - P2P_IP: replaces this machine's own address by that one.
 * - BOOTSTRAP_NODES: replaces the URL of a node by the record (ENR) that it reports. The record changes with its address.
 * - P2P_REQRESP_…_TIMEOUT_MS: a peer that does not answer the first question in time is disconnected. On a public network
 *   others introduce it again; on a chain of two nodes nobody does. A node that has just started can be busy for longer
 *   than the 10 s that the release waits (config.js of the reqresp service in @aztec/p2p 4.1.2).
 */
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { setTimeout as sleep } from "node:timers/promises";

const { ETHEREUM_HOSTS = "", P2P_IP, BOOTSTRAP_NODES } = process.env;
/** Milliseconds to wait for the other node. Both may start at once, and a busy machine takes a minute and more for one. */
const PATIENCE = 240_000;

/** Returns the address from which this container reaches a host. @param {string} name */
async function addressTowards(name) {
  const { address } = await lookup(name, 4);
  const socket = createSocket("udp4");
  await new Promise((resolve) => socket.connect(9, address, () => resolve(undefined)));
  const own = socket.address().address;
  socket.close();
  return own;
}

/** Returns the record of the node with this URL; undefined if it does not answer. @param {string} url */
async function recordOf(url) {
  const method = "node_getNodeInfo";
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(5000) }).catch(
    () => undefined,
  );
  return (await answer?.json().catch(() => undefined))?.result?.enr;
}

/** Waits for the record of the node with this URL. @param {string} url @returns nothing if it does not come */
async function waitForRecord(url) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(500)) {
    const record = await recordOf(url);
    if (record) return [record];
  }
  console.log(`${url} does not answer: this node starts without its peer`);
  return [];
}

if (process.argv[2] === "start") {
  process.env.P2P_REQRESP_INDIVIDUAL_REQUEST_TIMEOUT_MS ??= "60000";
  process.env.P2P_REQRESP_DIAL_TIMEOUT_MS ??= "60000";
  if (P2P_IP === "127.0.0.1") {
    const { hostname } = new URL(ETHEREUM_HOSTS);
    process.env.P2P_IP = await addressTowards(hostname).catch(() => P2P_IP);
  }
  if (BOOTSTRAP_NODES?.startsWith("http")) {
    const records = await waitForRecord(BOOTSTRAP_NODES);
    process.env.BOOTSTRAP_NODES = records.join(",");
    if (records.length === 0) delete process.env.BOOTSTRAP_NODES;
  }
}
