/** Converts the ports that the node published and its connections to other services of the compose file. */
import { ADMIN_PORT, P2P_PORT, RPC_PORT } from "../../../settings/ports";
import type { EffectiveEnv } from "../read/effective-env";
import type { Installation } from "../read/installation";
import type { PublishedPort } from "../read/published-ports";
import type { FlatConfig } from "../../../settings/flat-config";
import { isContainerName, servicesIn } from "./services";
import { type Conversion, convert, drop, merge } from "./conversion";

/** Variables that the published ports replace. */
export const PORT_VARS = ["AZTEC_PORT", "P2P_PORT", "P2P_BROADCAST_PORT"];

/** Converts published ports. A stack publishes p2p under the same number inside and outside, and JSON-RPC on the host's loopback only. */
export function convertPorts({ ports }: Installation, env: EffectiveEnv): Conversion {
  const { vars, origins } = env;
  if (!ports) return {};
  const inContainer = (name: string, defaultPort: number) => Number(vars[name] ?? defaultPort);
  const rpc = inContainer("AZTEC_PORT", RPC_PORT);
  const p2p = inContainer("P2P_PORT", P2P_PORT);
  const admin = inContainer("AZTEC_ADMIN_PORT", ADMIN_PORT);
  const others = ports.filter(({ container }) => ![rpc, p2p].includes(container));
  const listening = { from: origins.P2P_PORT ?? "P2P_PORT", port: vars.P2P_PORT };
  const peers = convertP2pPort(
    ports.filter(({ container }) => container === p2p),
    listening,
  );
  return merge([
    convertRpcPort(ports.find(({ container }) => container === rpc)),
    peers,
    convertAnnouncedPort(env, peers.values?.["p2p.port"] ?? String(P2P_PORT)),
    ...others.map(({ text, container }) =>
      drop(`ports ${text}`, container === admin ? ADMIN_REASON : "a stack does not publish this port"),
    ),
  ]);
}

const ADMIN_REASON = "the admin API is never published; only `docker exec` reaches it";

function convertRpcPort(port: PublishedPort | undefined): Conversion {
  if (!port) return {};
  if (!port.host) return drop(`ports ${port.text}`, "Docker chose the port on the host; a stack has rpcPort");
  const note = /^(?:127\.|\[::1\]$)/.test(port.ip ?? "")
    ? undefined
    : "was open to the network; now on the host's loopback only";
  return convert(`ports ${port.text}`, "rpcPort", String(port.host), note);
}

/** Keeps the port that peers connect to, if it is not the one that is published: a router forwards it. */
function convertAnnouncedPort({ vars, origins }: EffectiveEnv, published: string): Conversion {
  const { P2P_BROADCAST_PORT: port } = vars;
  if (port === undefined) return {};
  const from = origins.P2P_BROADCAST_PORT ?? "P2P_BROADCAST_PORT";
  return port === published ? drop(from, "equals p2p.port") : convert(from, "p2p.announcePort", port);
}

/** @param listening the port that the environment sets, used if none is published */
function convertP2pPort(
  ports: readonly PublishedPort[],
  listening: { from: string; port: string | undefined },
): Conversion {
  const [first, ...others] = ports.filter(({ host }) => host !== undefined);
  if (!first?.host) {
    const random = ports.map(({ text }) =>
      drop(`ports ${text}`, "Docker chose the port on the host; a stack has p2p.port"),
    );
    return merge([...random, listening.port ? convert(listening.from, "p2p.port", listening.port) : {}]);
  }
  const isBoth = new Set(ports.map(({ protocol }) => protocol)).size === 2;
  const addresses = [...new Set(ports.flatMap(({ ip }) => (ip === undefined || ip === "[::]" ? [] : [ip])))];
  const notes = [
    ...(isBoth ? [] : [`was published on ${first.protocol.toUpperCase()} only; now on TCP and UDP`]),
    ...(addresses.length === 0 ? [] : [`was bound to ${addresses.join(" and ")}; now on all addresses`]),
  ];
  return merge([
    convert(`ports ${first.text}`, "p2p.port", String(first.host), notes.join("; ")),
    ...others
      .filter(({ host }) => host !== first.host)
      .map(({ text }) => drop(`ports ${text}`, `p2p uses one port for TCP and UDP: ${String(first.host)}`)),
  ]);
}

/** Takes over the entries of the container's /etc/hosts. */
export function convertExtraHosts({ extraHosts = [] }: Installation): Conversion {
  return extraHosts.length > 0 ? convert("extra_hosts", "extraHosts", extraHosts.join(",")) : {};
}

/**
 * Joins the networks of services that the node used by name: Docker resolves those names only there. A name without a
 * dot that is not in the file is of a container of another project.
 */
export function convertNetworks(installation: Installation, values: FlatConfig): Conversion {
  const { otherServices, networks, compose } = installation;
  if (networks.length === 0) return {};
  const own = `${compose?.project ?? ""}_default`;
  const hosts = servicesIn(values).map(({ host }) => host);
  const here = otherServices.filter((name) => hosts.includes(name));
  const shared = networks.filter((name) => name !== own);
  const elsewhere = shared.length > 0 ? hosts.filter((host) => isContainer(host, installation)) : [];
  const used = [...new Set([...here, ...elsewhere])];
  if (used.length === 0) return merge(shared.map((name) => drop(`networks ${name}`, UNUSED_NETWORK)));
  const note = `the node reaches ${used.join(" and ")} there: keep ${used.length === 1 ? "that service" : "those services"} running`;
  return convert("networks", "dockerNetworks", networks.join(","), note);
}

const UNUSED_NETWORK = "no Ethereum server and no signer is there by name; a stack joins it if dockerNetworks names it";

function isContainer(host: string, { extraHosts = [] }: Installation): boolean {
  return isContainerName(host) && !extraHosts.some((one) => one.startsWith(`${host}:`));
}
