/** The health check of a node's container: Docker asks it for ever, and `up` asks it until it says yes. */
import { RPC_PORT } from "../settings/ports";
import { type Release, rpcNamespace } from "../settings/releases/release";
import { scriptText } from "./script-text";
import { nodeRoles, type Role } from "../settings/schema/definition";

/** What a ready node says of itself: the probe's output, one line of JSON. */
export interface NodeFacts {
  /** Absent for one that stands by. */
  readonly nodeVersion?: string | undefined;
  /** These three only of one that keeps the chain; and the ENR only where it has peers. */
  readonly l1ChainId?: number | undefined;
  readonly rollupVersion?: number | undefined;
  readonly enr?: string | undefined;
}

/** How Docker asks: each value as Docker writes durations. */
export const HEALTH_TIMING = { interval: "15s", timeout: "10s", startPeriod: "10m0s", retries: 3 } as const;

/** What of the settings decides about readiness. */
interface Asked {
  readonly role: Role;
  readonly p2p: { readonly enabled: boolean; readonly port: number };
}

/**
 * The command that tells whether a stack is ready, in the words of a Docker health check.
 *
 * @param release whose names of RPC methods are used: `node_…` up to 4.x, `aztec_…` from 5.0
 */
export function probe({ role, p2p }: Asked, release: Pick<Release, "major">): string[] {
  // A broker and an agent have no chain and no peers: all they say is that they are up.
  const words = nodeRoles.includes(role)
    ? [rpcNamespace(release), ...(p2p.enabled ? [String(p2p.port)] : [])]
    : ["status"];
  return ["CMD", "node", "-e", scriptText("probe.cjs"), String(RPC_PORT), ...words];
}
