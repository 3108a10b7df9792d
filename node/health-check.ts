/** The health check of a node's container: Docker runs it all the time, and `up` runs it until it passes. */
import { z } from "zod";
import { RPC_PORT } from "../settings/ports";
import { type Release, rpcNamespace } from "../settings/releases/release";
import { scriptText } from "./script-text";
import { nodeRoles, type Role } from "../settings/schema/definition";

/** Output of the health check of a ready node: one line of JSON. */
export const nodeFactsSchema = z.object({
  nodeVersion: z.string(),
  /** Undefined for a prover broker or agent, as is `rollupVersion`. */
  l1ChainId: z.number().optional(),
  rollupVersion: z.number().optional(),
  /** Undefined without p2p. */
  enr: z.string().optional(),
});
export type NodeFacts = z.output<typeof nodeFactsSchema>;

/** Timing of Docker's health check, in Docker's format of durations. */
export const HEALTH_TIMING = { interval: "15s", timeout: "10s", startPeriod: "10m0s", retries: 3 } as const;

/** The command that runs the health check, without its arguments: Docker's events show it, and no other script has its text. */
export const HEALTH_CHECK_PROGRAM: readonly string[] = ["node", "-e", scriptText("health-check.cjs")];

/** Ports and RPC prefix that a health check uses. */
export interface HealthCheckTarget {
  readonly port: number;
  /** `node` up to 4.x, `aztec` from 5.0; `status` for a prover's broker or agent, which have no RPC. */
  readonly prefix: string;
  /** Undefined without p2p. */
  readonly p2pPort?: number;
}

/** Settings that decide about readiness. */
interface HealthCheckSettings {
  readonly role: Role;
  readonly p2p: { readonly enabled: boolean; readonly port: number };
}

/**
 * Returns the command of the health check, in Docker's format.
 *
 * @param release release whose RPC method names to use: `node_…` up to 4.x, `aztec_…` from 5.0
 */
export function healthCheck({ role, p2p }: HealthCheckSettings, release: Pick<Release, "major">): string[] {
  // A broker and an agent have no chain and no peers: they only report that they run.
  const args = nodeRoles.includes(role)
    ? [rpcNamespace(release), ...(p2p.enabled ? [String(p2p.port)] : [])]
    : ["status"];
  return ["CMD", ...HEALTH_CHECK_PROGRAM, String(RPC_PORT), ...args];
}

/** Parses a health check that `healthCheck` has built. @returns undefined for any other health check */
export function parseHealthCheck(healthCheck: readonly string[]): HealthCheckTarget | undefined {
  const [, , , , port, prefix, p2pPort] = healthCheck;
  if (!port || !prefix) return undefined;
  return { port: Number(port), prefix, ...(p2pPort ? { p2pPort: Number(p2pPort) } : {}) };
}
