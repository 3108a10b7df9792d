/** Settings of the p2p network. */
import { z } from "zod";
import { P2P_PORT } from "../ports";
import { nodeRoles, setting } from "./definition";
import * as secret from "./secret-types";
import * as t from "./types";

const roles = nodeRoles;
/** From 0.81 there is one address and one port, for both TCP and UDP. */
const ONE_ADDRESS = "0.81.0";

export const peers = {
  p2p: z
    .strictObject({
      enabled: setting(t.toggle().default(true), {
        description: "Connect to peers",
        legacyNames: ["P2P_ENABLED"],
        env: ["P2P_ENABLED"],
        roles,
      }),
      port: setting(t.port().default(P2P_PORT), {
        description:
          "P2P port, TCP and UDP: the node listens on it, it is published, and announced unless `p2p.announcePort` is set",
        legacyNames: ["prompt: P2P port", "-p2p"],
        env: ["P2P_PORT"],
        behindAddresses: true,
        roles,
      }),
      announceIp: setting(t.ipv4().optional(), {
        description: "Public address for peers; it becomes part of the ENR. On AWS the stack sets it",
        legacyNames: ["P2P_TCP_ANNOUNCE_ADDR", "P2P_UDP_ANNOUNCE_ADDR", "-ip", "prompt: public IP"],
        env: ["P2P_IP", { names: ["P2P_TCP_ANNOUNCE_ADDR", "P2P_UDP_ANNOUNCE_ADDR"], withPort: true }],
        roles,
      }),
      announcePort: setting(t.port().optional(), {
        description:
          "Port to announce to peers, if a router forwards another port of the public address to `p2p.port`. It becomes part of the ENR. Default: `p2p.port`",
        env: [{ names: ["P2P_BROADCAST_PORT"], since: "0.86.0" }],
        roles,
        hosts: ["local", "ssh"],
        alternative: "p2p.port (that release announces it)",
      }),
      listenAddress: setting(t.ipv4().default("0.0.0.0"), {
        description: "Address to listen on inside the container. With another value, published ports do not work",
        legacyNames: ["P2P_TCP_LISTEN_ADDR", "P2P_UDP_LISTEN_ADDR"],
        env: ["P2P_LISTEN_ADDR", { names: ["P2P_TCP_LISTEN_ADDR", "P2P_UDP_LISTEN_ADDR"], withPort: true }],
        roles,
      }),
      queryForIp: setting(t.toggle().optional(), {
        description: "Let the node look up its public address on the internet. Replaces `p2p.announceIp`",
        legacyNames: ["P2P_QUERY_FOR_IP"],
        nodeDefault: "false",
        env: [{ names: ["P2P_QUERY_FOR_IP"], since: ONE_ADDRESS }],
        roles,
        alternative: "p2p.announceIp (that release exits with an error if it has to look up its address)",
      }),
      publicIpServices: setting(t.servers().optional(), {
        description: "Services that report the public address, for `p2p.queryForIp`",
        env: ["P2P_PUBLIC_IP_SERVICES"],
        roles,
        secret: "with a key",
      }),
      minPeers: setting(t.integer(0).optional(), {
        description: "Minimum number of peers to keep",
        legacyNames: ["P2P_MIN_PEERS"],
        nodeDefault: "10",
        env: ["P2P_MIN_PEERS"],
        roles,
        alternative: "p2p.healthMinPeers or sequencer.minPeersToPropose",
      }),
      maxPeers: setting(t.integer(1, 10_000).optional(), {
        description: "Maximum number of peers to keep",
        legacyNames: ["P2P_MAX_PEERS"],
        nodeDefault: "100",
        env: ["P2P_MAX_PEERS"],
        roles,
      }),
      healthMinPeers: setting(t.integer(0).optional(), {
        description: "With fewer peers the node reports itself as unhealthy",
        nodeDefault: "0",
        env: ["P2P_HEALTH_MIN_PEERS"],
        roles,
      }),
      blockCheckIntervalMs: setting(t.milliseconds(1).optional(), {
        description: "Interval between checks for new blocks",
        unit: "ms",
        legacyNames: ["P2P_BLOCK_CHECK_INTERVAL_MS"],
        nodeDefault: "100",
        env: ["P2P_BLOCK_CHECK_INTERVAL_MS"],
        roles,
      }),
      trustedPeers: setting(t.dialableEnrs().optional(), {
        description: "Peers to which the node always stays connected",
        env: ["P2P_TRUSTED_PEERS"],
        roles,
      }),
      privatePeers: setting(t.dialableEnrs().optional(), {
        description: "Peers to which the node always stays connected, and which it never announces to others",
        env: ["P2P_PRIVATE_PEERS"],
        roles,
        alternative: "p2p.trustedPeers",
      }),
      preferredPeers: setting(t.dialableEnrs().optional(), {
        description: "Peers that the node prefers to others",
        env: ["P2P_PREFERRED_PEERS"],
        roles,
        alternative: "p2p.trustedPeers",
      }),
      bootstrapNodesAsFullPeers: setting(t.toggle().optional(), {
        description: "Use bootstrap nodes as ordinary peers too, not only to discover others",
        nodeDefault: "false",
        env: ["P2P_BOOTSTRAP_NODES_AS_FULL_PEERS"],
        roles,
      }),
      allowOnlyValidators: setting(t.toggle().optional(), {
        description: "Connect only to peers that prove to be validators",
        nodeDefault: "false",
        env: ["P2P_ALLOW_ONLY_VALIDATORS"],
        roles,
      }),
    })
    .prefault({}),
  bootstrapNodes: setting(t.enrs().optional(), {
    description: "Peers for discovery. A public network and `bootnodeUrl` provide their own",
    legacyNames: ["BOOTSTRAP_NODES"],
    env: ["BOOTSTRAP_NODES"],
    roles,
  }),
  p2pPrivateKey: setting(secret.p2pKey().optional(), {
    description: "P2P identity of the node. Default: generated once and kept in the stack's state",
    legacyNames: ["PEER_ID_PRIVATE_KEY", "-pk"],
    env: [{ names: ["PEER_ID_PRIVATE_KEY"], until: "0.85.0" }],
    fileSince: "0.85.0",
    roles,
    secret: "always",
  }),
};
