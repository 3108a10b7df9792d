/**
 * The ports of a node. The published ports, the announced address, the firewall's rules and the health checks all use
 * this module.
 *
 * Source: an Aztec node listens on 40400 (libp2p over TCP and discv5 over UDP), on 8080 (JSON-RPC, without
 * authentication) and on 8880 (administration).
 */
import { nodeRoles, type Role } from "./schema/definition";

/** Default of the p2p port. TCP and UDP use the same number, because the ENR announces only one. */
export const P2P_PORT = 40400;
/** Port of the JSON-RPC server inside the container. */
export const RPC_PORT = 8080;
/** Port of the admin API inside the container. It is never published. */
export const ADMIN_PORT = 8880;
/** Default port of a server's SSH. */
export const SSH_PORT = 22;
/** JSON-RPC port of an L1 for development. */
export const L1_RPC_PORT = 8545;
/** Beacon API port of an L1 for development. */
export const L1_BEACON_PORT = 5052;

/** The address of services that only this host can reach. */
export const LOOPBACK = "127.0.0.1";

/** URL of a node's JSON-RPC, inside its container. */
export const NODE_RPC_URL = `http://${LOOPBACK}:${RPC_PORT}`;
const EVERYWHERE = "0.0.0.0";

/** A port of the container that is reachable from outside it. */
export interface PublishedPort {
  /** Inside the container. */
  readonly internal: number;
  /** On the host. */
  readonly external: number;
  readonly protocol: "tcp" | "udp";
  /** The host's address to bind to. It decides who can connect: Docker's rules bypass a firewall on the host. */
  readonly ip: string;
}

/** The settings that determine the ports. */
interface PortSettings {
  readonly role: Role;
  readonly network: string;
  readonly rpcPort: number;
  readonly p2p: { readonly enabled: boolean; readonly port: number; readonly announceIp?: string | undefined };
  readonly aws: {
    readonly access: "instance-connect" | "ssh";
    readonly sshSources?: readonly string[] | undefined;
    readonly rpcSources?: readonly string[] | undefined;
  };
}

/**
 * Returns the published ports: p2p on both protocols for nodes with peers, and JSON-RPC for this host. The p2p port has
 * the same number inside and outside, because the node announces the one it listens on. A prover agent has no server.
 */
export function publishedPorts({ role, network, rpcPort, p2p, aws }: PortSettings): PublishedPort[] {
  if (role === "prover-agent") return [];
  const rpcIp = aws.rpcSources ? EVERYWHERE : LOOPBACK;
  const rpc = { internal: RPC_PORT, external: rpcPort, protocol: "tcp", ip: rpcIp } as const;
  if (!nodeRoles.includes(role) || !p2p.enabled) return [rpc];
  // A local node has no peers unless it announces an address.
  const ip = network === "local" ? (p2p.announceIp ?? LOOPBACK) : EVERYWHERE;
  const peers = { internal: p2p.port, external: p2p.port, ip };
  return [{ ...peers, protocol: "tcp" }, { ...peers, protocol: "udp" }, rpc];
}

/** The whole internet, IPv4 and IPv6. */
const INTERNET = ["0.0.0.0/0", "::/0"];

/** A port that is open in the host's firewall. */
export interface OpenPort {
  /** The service on it. */
  readonly name: "p2p" | "rpc" | "ssh";
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Networks, one firewall rule each. */
  readonly sources: readonly string[];
}

/** Returns the open ports of the host's firewall: p2p from everywhere, the others from the configured networks. */
export function openPorts(settings: PortSettings): OpenPort[] {
  const { rpcPort, aws } = settings;
  const published = publishedPorts(settings).filter(({ ip }) => ip !== LOOPBACK);
  const ports = published.map(({ internal, external, protocol }): OpenPort => {
    if (internal === RPC_PORT) return { name: "rpc", port: rpcPort, protocol, sources: aws.rpcSources ?? [] };
    return { name: "p2p", port: external, protocol, sources: INTERNET };
  });
  const ssh = aws.access === "ssh" ? (aws.sshSources ?? []) : [];
  return [...ports, { name: "ssh", port: SSH_PORT, protocol: "tcp", sources: ssh }];
}

/** Returns the URL of JSON-RPC: at the host's address if `aws.rpcSources` allows access to it. @param address of the host */
export function rpcUrl({ role, rpcPort, aws }: PortSettings, address?: string): string | undefined {
  if (role === "prover-agent") return undefined;
  return `http://${address && aws.rpcSources ? address : LOOPBACK}:${rpcPort}`;
}

/** Returns the address to announce to peers; undefined if the node has to look it up. */
export function announcedAddress({ network, p2p }: Pick<PortSettings, "network" | "p2p">): string | undefined {
  return p2p.announceIp ?? (network === "local" ? LOOPBACK : undefined);
}
