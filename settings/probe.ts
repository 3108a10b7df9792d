/**
 * The question "is this node ready?", as a program the container's own Node runs: Docker's health check asks it for
 * ever, and `up` asks it until it says yes.
 *
 * `GET /status` is no proof: it answers 200 in standby and through an L1 outage. Asked instead: the node's own
 * isReady, an ENR (it exists only when p2p runs), and the p2p port open on TCP and UDP.
 */
import { RPC_PORT } from "./ports";

/** What a ready node says of itself: the probe's output, one line of JSON. */
export interface NodeFacts {
  readonly nodeVersion: string;
  readonly l1ChainId: number;
  readonly rollupVersion: number;
  readonly enr: string;
}

/** How Docker asks: each value as Docker writes durations. */
export const HEALTH_TIMING = { interval: "15s", timeout: "10s", startPeriod: "10m0s", retries: 3 } as const;

/**
 * The probe's source text for `node -e`. Exit code 0 and a line of JSON: ready. Exit code 1 and a line of text: why not.
 *
 * @param p2pPort the port the node listens on for peers
 * @param names   prefix of the release's RPC methods: `node` up to 4.x, `aztec` from 5.0
 */
export function probeScript(p2pPort: number, names: "node" | "aztec"): string {
  return `
const ask = async (method) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
  const headers = { "content-type": "application/json" };
  const answer = await fetch("http://127.0.0.1:${RPC_PORT}", { method: "POST", headers, body, signal: AbortSignal.timeout(5000) })
    .catch((error) => { throw new Error("RPC does not answer: " + (error.cause?.code ?? error.message)); });
  if (!answer.ok) throw new Error(method + " answers HTTP " + answer.status + (answer.status === 404 ? ": the node is in standby" : ""));
  const { result, error } = await answer.json();
  if (error) throw new Error(method + ": " + error.message);
  return result;
};
const listens = (protocol) => ["", "6"].some((family) =>
  require("fs").readFileSync("/proc/net/" + protocol + family, "utf8")
    .split("\\n").some((line) => line.split(/\\s+/)[2]?.endsWith(":${portInHex(p2pPort)}")));
(async () => {
  if ((await ask("${names}_isReady")) !== true) throw new Error("the node is still synchronising");
  const { enr, nodeVersion, l1ChainId, rollupVersion } = await ask("${names}_getNodeInfo");
  if (!enr) throw new Error("the node has no ENR: p2p is not running");
  for (const protocol of ["tcp", "udp"])
    if (!listens(protocol)) throw new Error("p2p port ${p2pPort}/" + protocol + " is not open");
  console.log(JSON.stringify({ nodeVersion, l1ChainId, rollupVersion, enr }));
})().catch((error) => { console.log(error.message); process.exitCode = 1; });
`.trim();
}

/** As /proc/net writes a port. */
function portInHex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
