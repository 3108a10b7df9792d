/** Converts the ports that the node published and its connections to other services of the compose file. */
import { ADMIN_PORT, P2P_PORT, RPC_PORT } from "../../../settings/ports";
import type { EffectiveEnv } from "../read/effective-env";
import type { Installation } from "../read/installation";
import type { PublishedPort } from "../read/published-ports";
import { type Conversion, convert, drop, merge } from "./conversion";

/** Variables that the published ports replace. */
export const PORT_VARS = ["AZTEC_PORT", "P2P_PORT", "P2P_BROADCAST_PORT"];

/** A stack publishes p2p under the same number inside and outside, and JSON-RPC on the host's loopback only. */
export function convertPorts({ ports }: Installation, { vars, origins }: EffectiveEnv): Conversion {
  if (!ports) return {};
  const inContainer = (name: string, defaultPort: number) => Number(vars[name] ?? defaultPort);
  const rpc = inContainer("AZTEC_PORT", RPC_PORT);
  const p2p = inContainer("P2P_PORT", P2P_PORT);
  const admin = inContainer("AZTEC_ADMIN_PORT", ADMIN_PORT);
  const others = ports.filter(({ container }) => ![rpc, p2p].includes(container));
  const announced = { from: origins.P2P_PORT ?? "P2P_PORT", port: vars.P2P_BROADCAST_PORT ?? vars.P2P_PORT };
  return merge([
    convertRpcPort(ports.find(({ container }) => container === rpc)),
    convertP2pPort(
      ports.filter(({ container }) => container === p2p),
      announced,
    ),
    ...others.map(({ text, container }) =>
      drop(`ports ${text}`, container === admin ? ADMIN_REASON : "a stack does not publish this port"),
    ),
  ]);
}

const ADMIN_REASON = "the admin API is never published; only `docker exec` reaches it";

function convertRpcPort(port: PublishedPort | undefined): Conversion {
  if (!port?.host) return {};
  const note = port.ip?.startsWith("127.") ? undefined : "was open to the network; now on the host's loopback only";
  return convert(`ports ${port.text}`, "rpcPort", String(port.host), note);
}

/** @param announced the port that the environment sets, used if none is published */
function convertP2pPort(
  ports: readonly PublishedPort[],
  announced: { from: string; port: string | undefined },
): Conversion {
  const [first, ...others] = ports.filter(({ host }) => host !== undefined);
  if (!first?.host) return announced.port ? convert(announced.from, "p2p.port", announced.port) : {};
  const isBoth = new Set(ports.map(({ protocol }) => protocol)).size === 2;
  const note = isBoth ? undefined : `was published on ${first.protocol.toUpperCase()} only; now on TCP and UDP`;
  return merge([
    convert(`ports ${first.text}`, "p2p.port", String(first.host), note),
    ...others
      .filter(({ host }) => host !== first.host)
      .map(({ text }) => drop(`ports ${text}`, `p2p uses one port for TCP and UDP: ${String(first.host)}`)),
  ]);
}

/** Joins the networks of services that the node used by name: Docker resolves those names only there. */
export function convertNetworks({ otherServices, networks }: Installation, { vars }: EffectiveEnv): Conversion {
  const hosts = Object.values(vars).flatMap((value) => value.split(",").map((url) => URL.parse(url)?.hostname));
  const used = otherServices.filter((name) => hosts.includes(name));
  if (used.length === 0 || networks.length === 0) return {};
  const note = `the node reaches ${used.join(" and ")} there: keep ${used.length === 1 ? "that service" : "those services"} running`;
  return convert("networks", "dockerNetworks", networks.join(","), note);
}
