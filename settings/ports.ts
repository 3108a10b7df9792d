/**
 * The ports of a node: the only place that knows them. The container's published ports, the announced address,
 * the firewall's rules and the health check are all made from this table.
 *
 * Source: an Aztec node listens on 40400 (libp2p over TCP and discv5 over UDP), on 8080 (JSON-RPC, without
 * authentication) and on 8880 (administration).
 */
import { nodeRoles, type Role } from "./schema/definition";

/** Default of the p2p port, on TCP and UDP alike: one number for both, since the ENR announces one. */
export const P2P_PORT = 40400;
/** Where the JSON-RPC server listens inside the container. */
export const RPC_PORT = 8080;
/** Where the administration server listens inside the container. It is never published. */
export const ADMIN_PORT = 8880;
/** Where a server's SSH listens, unless it says otherwise. */
export const SSH_PORT = 22;
/** Where an L1 for development answers JSON-RPC. */
export const L1_RPC_PORT = 8545;
/** Where an L1 for development answers the beacon API. */
export const L1_BEACON_PORT = 5052;

/** This host alone. */
export const LOOPBACK = "127.0.0.1";
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

/** What of the settings decides about ports. */
interface Reachable {
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
 * What a stack publishes: p2p on both protocols for those who talk to peers, under the same number inside and
 * outside, since the node announces the one it listens on; and JSON-RPC for this host alone. A prover agent only asks.
 */
export function publishedPorts({ role, network, rpcPort, p2p, aws }: Reachable): PublishedPort[] {
  if (role === "prover-agent") return [];
  const rpcIp = aws.rpcSources ? EVERYWHERE : LOOPBACK;
  const rpc = { internal: RPC_PORT, external: rpcPort, protocol: "tcp", ip: rpcIp } as const;
  if (!nodeRoles.includes(role) || !p2p.enabled) return [rpc];
  // A development node has no peers to meet, unless it is told by which address.
  const ip = network === "local" ? (p2p.announceIp ?? LOOPBACK) : EVERYWHERE;
  const peers = { internal: p2p.port, external: p2p.port, ip };
  return [{ ...peers, protocol: "tcp" }, { ...peers, protocol: "udp" }, rpc];
}

/** All of the internet, by either protocol. */
const INTERNET = ["0.0.0.0/0", "::/0"];

/** A port that a host's firewall lets in. */
export interface OpenPort {
  /** What listens there. */
  readonly name: "p2p" | "rpc" | "ssh";
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Networks, one firewall rule each. */
  readonly sources: readonly string[];
}

/** What the firewall in front of a host lets in: peers from everywhere, the rest from where it was asked for. */
export function openPorts(settings: Reachable): OpenPort[] {
  const { rpcPort, aws } = settings;
  const published = publishedPorts(settings).filter(({ ip }) => ip !== LOOPBACK);
  const ports = published.map(({ internal, external, protocol }): OpenPort => {
    if (internal === RPC_PORT) return { name: "rpc", port: rpcPort, protocol, sources: aws.rpcSources ?? [] };
    return { name: "p2p", port: external, protocol, sources: INTERNET };
  });
  const ssh = aws.access === "ssh" ? (aws.sshSources ?? []) : [];
  return [...ports, { name: "ssh", port: SSH_PORT, protocol: "tcp", sources: ssh }];
}

/** Where JSON-RPC answers: at the host's own address only where networks are let in. @param address of the host */
export function rpcUrl({ role, rpcPort, aws }: Reachable, address?: string): string | undefined {
  if (role === "prover-agent") return undefined;
  return `http://${address && aws.rpcSources ? address : LOOPBACK}:${rpcPort}`;
}

/** The address that peers are told, as far as it is known before the node asks for it. */
export function announcedAddress({ network, p2p }: Pick<Reachable, "network" | "p2p">): string | undefined {
  return p2p.announceIp ?? (network === "local" ? LOOPBACK : undefined);
}
