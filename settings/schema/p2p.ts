/** How peers reach the node, and it them. */
import { z } from "zod";
import { P2P_PORT } from "../ports";
import { nodeRoles, setting } from "./definition";
import { p2pKey } from "./secret-types";
import { dialableEnrs, enrs, integer, ipv4, port, toggle, urls } from "./types";

const roles = nodeRoles;
/** Since 0.81 one address and one port, for TCP and UDP alike. */
const ONE_ADDRESS = "0.81.0";

export const peers = {
  p2p: z
    .strictObject({
      enabled: setting(toggle().default(true), {
        description: "Whether the node talks to peers",
        legacyNames: ["`P2P_ENABLED`"],
        env: ["P2P_ENABLED"],
        roles,
      }),
      port: setting(port().default(P2P_PORT), {
        description: "Port on TCP and UDP: listened on, published and announced",
        legacyNames: ["prompt: P2P port", "`-p2p`"],
        env: ["P2P_PORT"],
        behindAddresses: true,
        roles,
      }),
      announceIp: setting(ipv4().optional(), {
        description: "The public address that peers reach the node by; it goes into the ENR",
        legacyNames: ["`P2P_TCP_ANNOUNCE_ADDR`", "`P2P_UDP_ANNOUNCE_ADDR`", "`-ip`", "prompt: public IP"],
        env: ["P2P_IP", { names: ["P2P_TCP_ANNOUNCE_ADDR", "P2P_UDP_ANNOUNCE_ADDR"], withPort: true }],
        roles,
      }),
      listenAddress: setting(ipv4().default("0.0.0.0"), {
        description: "Address inside the container that is listened on; with another one, published ports lead nowhere",
        legacyNames: ["`P2P_TCP_LISTEN_ADDR`", "`P2P_UDP_LISTEN_ADDR`"],
        env: ["P2P_LISTEN_ADDR", { names: ["P2P_TCP_LISTEN_ADDR", "P2P_UDP_LISTEN_ADDR"], withPort: true }],
        roles,
      }),
      queryForIp: setting(toggle().optional(), {
        description: "Lets the node ask services on the internet for its public address, in place of `p2p.announceIp`",
        legacyNames: ["`P2P_QUERY_FOR_IP`"],
        nodeDefault: "false",
        env: [{ names: ["P2P_QUERY_FOR_IP"], since: ONE_ADDRESS }],
        roles,
        alternative: "p2p.announceIp (that release ends with an error when it is to ask)",
      }),
      publicIpServices: setting(urls().optional(), {
        description: "Services that tell a public address, for `p2p.queryForIp`",
        env: ["P2P_PUBLIC_IP_SERVICES"],
        roles,
      }),
      minPeers: setting(integer(0).optional(), {
        description: "The fewest peers to keep",
        legacyNames: ["`P2P_MIN_PEERS`"],
        nodeDefault: "10",
        env: ["P2P_MIN_PEERS"],
        roles,
        alternative: "p2p.healthMinPeers or sequencer.minPeersToPropose",
      }),
      maxPeers: setting(integer(1).optional(), {
        description: "The most peers to keep",
        legacyNames: ["`P2P_MAX_PEERS`"],
        nodeDefault: "100",
        env: ["P2P_MAX_PEERS"],
        roles,
      }),
      healthMinPeers: setting(integer(0).optional(), {
        description: "With fewer peers the node calls itself unhealthy",
        nodeDefault: "0",
        env: ["P2P_HEALTH_MIN_PEERS"],
        roles,
      }),
      blockCheckIntervalMs: setting(integer(1).optional(), {
        description: "How often it looks for new blocks",
        unit: "ms",
        legacyNames: ["`P2P_BLOCK_CHECK_INTERVAL_MS`"],
        nodeDefault: "100",
        env: ["P2P_BLOCK_CHECK_INTERVAL_MS"],
        roles,
      }),
      trustedPeers: setting(dialableEnrs().optional(), {
        description: "Peers that are always kept",
        env: ["P2P_TRUSTED_PEERS"],
        roles,
      }),
      privatePeers: setting(dialableEnrs().optional(), {
        description: "Peers that are always kept and never told to others",
        env: ["P2P_PRIVATE_PEERS"],
        roles,
        alternative: "p2p.trustedPeers",
      }),
      preferredPeers: setting(dialableEnrs().optional(), {
        description: "Peers that are preferred",
        env: ["P2P_PREFERRED_PEERS"],
        roles,
        alternative: "p2p.trustedPeers",
      }),
      bootstrapNodesAsFullPeers: setting(toggle().optional(), {
        description: "Takes the bootstrap nodes for peers like any other, and not only for a list of peers",
        nodeDefault: "false",
        env: ["P2P_BOOTSTRAP_NODES_AS_FULL_PEERS"],
        roles,
      }),
      allowOnlyValidators: setting(toggle().optional(), {
        description: "Talks only to validators that prove to be one",
        nodeDefault: "false",
        env: ["P2P_ALLOW_ONLY_VALIDATORS"],
        roles,
      }),
    })
    .prefault({}),
  bootstrapNodes: setting(enrs().optional(), {
    description: "The peers to start with; a public network and `bootnodeUrl` bring theirs",
    legacyNames: ["`BOOTSTRAP_NODES`"],
    env: ["BOOTSTRAP_NODES"],
    roles,
  }),
  p2pPrivateKey: setting(p2pKey().optional(), {
    description: "The p2p identity; unset, one is generated once and kept in the stack's state",
    legacyNames: ["`PEER_ID_PRIVATE_KEY`", "`-pk`"],
    env: [{ names: ["PEER_ID_PRIVATE_KEY"], until: "0.85.0" }],
    fileSince: "0.85.0",
    roles,
    secret: "always",
  }),
};
