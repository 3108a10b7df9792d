/** The health check of a node's container: Docker asks it for ever, and `up` asks it until it says yes. */
import { readFileSync } from "node:fs";
import path from "node:path";
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
 * The command that tells whether the node is ready, in the words of a Docker health check.
 *
 * @param p2pPort the port the node listens on for peers
 * @param prefix  of the release's RPC methods: `node` up to 4.x, `aztec` from 5.0
 */
export function probe(p2pPort: number, prefix: "node" | "aztec"): string[] {
  const source = readFileSync(path.join(__dirname, "probe.cjs"), "utf8");
  return ["CMD", "node", "-e", source, String(RPC_PORT), String(p2pPort), prefix];
}
