/**
 * The health check of a node's container, run inside it:
 *
 *     node -e <this text> <RPC port> <prefix> [p2p port]   a node, with or without p2p
 *     node -e <this text> <RPC port> status                a prover broker or agent
 *
 * Exit code 0: ready, and one line of JSON. 1: not ready, and one line with the reason. 3: in standby, which waiting does
 * not end. With PROBE_SECONDS in the environment it retries for so long: on a busy host a new process for each try costs
 * more than the check.
 *
 * `GET /status` does not prove readiness: it answers 200 in standby and during an L1 outage. So the check uses the node's
 * own isReady, its ENR, which exists only while p2p runs, and the p2p port on TCP and UDP.
 *
 * Its text without comments is part of the container: a change of code replaces every container at the next `up`. So it
 * does not use remote/rpc-client.cjs, and a test pins the text.
 */
const { readFileSync } = require("node:fs");
const { connect } = require("node:net");

const [rpcPort, prefix, p2pPort] = process.argv.slice(1);
/** Exit code for a node in standby; wait-ready.ts has it too. */
const STANDBY = 3;
const lastMoment = performance.now() + 1000 * Number(process.env.PROBE_SECONDS ?? 0);

/**
 * Returns the result of a JSON-RPC method.
 *
 * @param {string} method
 */
async function ask(method) {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: `${prefix}_${method}`, params: [] }),
    signal: AbortSignal.timeout(5000),
  };
  const answer = await fetch(`http://127.0.0.1:${rpcPort}`, request).catch((error) => {
    throw new Error(`RPC does not answer: ${error.cause?.code ?? error.message}`);
  });
  // Of all paths a node in standby serves only /status.
  if (answer.status === 404) {
    const message = "the node is in standby: its release does not fit the network's contracts";
    throw Object.assign(new Error(message), { code: STANDBY });
  }
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

/** Returns whether the port takes a connection. */
function takesTcp() {
  return new Promise((resolve) => {
    const socket = connect(Number(p2pPort), "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Whether a socket is bound to the port: nothing can be sent to discv5 that it answers without a handshake. */
function hasUdp() {
  const port = `:${Number(p2pPort).toString(16).toUpperCase().padStart(4, "0")}`;
  const sockets = ["udp", "udp6"].flatMap((name) => readFileSync(`/proc/net/${name}`, "utf8").trim().split("\n"));
  return sockets.some((line) => line.trim().split(/\s+/)[1]?.endsWith(port));
}

/** A broker and an agent answer nothing but this path. */
async function status() {
  const answer = await fetch(`http://127.0.0.1:${rpcPort}/status`, { signal: AbortSignal.timeout(5000) }).catch(
    (error) => {
      throw new Error(`/status does not answer: ${error.cause?.code ?? error.message}`);
    },
  );
  if (!answer.ok) throw new Error(`/status answers ${answer.status}`);
  console.log(JSON.stringify({ nodeVersion: answer.headers.get("x-aztec-packageversion") ?? "unknown" }));
}

async function node() {
  if ((await ask("isReady")) !== true) throw new Error("the node is still synchronising");
  // The number of the rollup had another name in seed-era releases.
  const { enr, nodeVersion, l1ChainId, protocolVersion, rollupVersion = protocolVersion } = await ask("getNodeInfo");
  if (p2pPort) await peersCanCome(enr);
  console.log(JSON.stringify({ nodeVersion, l1ChainId, rollupVersion, enr }));
}

/** @param {string | undefined} enr */
async function peersCanCome(enr) {
  if (!enr) throw new Error("the node has no ENR: p2p is not running");
  if (!(await takesTcp())) throw new Error(`p2p port ${p2pPort}/tcp is not open`);
  if (!hasUdp()) throw new Error(`p2p port ${p2pPort}/udp is not open`);
}

async function untilReady() {
  try {
    await (prefix === "status" ? status() : node());
  } catch (error) {
    // @ts-expect-error -- all errors here are Error, some with a code; a cast would change the script's text
    if (error.code !== STANDBY && performance.now() < lastMoment) {
      setTimeout(untilReady, 250);
      return;
    }
    // @ts-expect-error -- see above
    console.log(error.message);
    // @ts-expect-error -- see above
    process.exitCode = error.code === STANDBY ? STANDBY : 1;
  }
}

untilReady();
