/**
 * The ports of a node: the only place that knows them. The container's published ports, the announced address,
 * the firewall's rules and the health check are all made from this table.
 *
 * Source: an Aztec node listens on 40400 (libp2p over TCP and discv5 over UDP), on 8080 (JSON-RPC, without
 * authentication) and on 8880 (administration).
 */

/** Default of the p2p port, on TCP and UDP alike: one number for both, since the ENR announces one. */
export const P2P_PORT = 40400;
/** Where the JSON-RPC server listens inside the container. */
export const RPC_PORT = 8080;
/** Where the administration server listens inside the container. It is never published. */
export const ADMIN_PORT = 8880;
/** Where an L1 for development answers JSON-RPC. */
export const L1_RPC_PORT = 8545;
/** Where an L1 for development answers the beacon API. */
export const L1_BEACON_PORT = 5052;

const LOOPBACK = "127.0.0.1";
const EVERYWHERE = "0.0.0.0";

/** One port of the container that can be reached from outside it. */
export interface PublishedPort {
  /** Inside the container. */
  readonly internal: number;
  /** On the host. */
  readonly external: number;
  readonly protocol: "tcp" | "udp";
  /** The host's address it is bound to. Docker's own rules pass by a host firewall, so this is what counts. */
  readonly ip: string;
}

/**
 * What a node publishes: p2p on both protocols, and JSON-RPC for this host alone.
 *
 * @param p2pPort   the same number inside and outside, since the node announces the one it listens on
 * @param rpcPort   on the host
 * @param reachable false keeps p2p on loopback too: a development node has no peers to meet
 */
export function publishedPorts(p2pPort: number, rpcPort: number, reachable: boolean): PublishedPort[] {
  const ip = reachable ? EVERYWHERE : LOOPBACK;
  return [
    { internal: p2pPort, external: p2pPort, protocol: "tcp", ip },
    { internal: p2pPort, external: p2pPort, protocol: "udp", ip },
    { internal: RPC_PORT, external: rpcPort, protocol: "tcp", ip: LOOPBACK },
  ];
}
