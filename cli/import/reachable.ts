/** How an old node was reached: its ports on the host, and the services that it reached by name. */
import { ADMIN_PORT, P2P_PORT, RPC_PORT } from "../../settings/ports";
import type { Given } from "./given";
import type { Installation } from "./installation";
import { dropped, moved, type Part, together } from "./parts";
import type { Published } from "./published-ports";

/** Variables that say nothing more once the published ports are known. */
export const PORT_VARIABLES = ["AZTEC_PORT", "P2P_PORT", "P2P_BROADCAST_PORT"];

/** A stack publishes p2p under one number inside and outside, and JSON-RPC for the host alone. */
export function portsPart({ ports }: Installation, { variables, origins }: Given): Part {
  if (!ports) return {};
  const inside = (name: string, otherwise: number) => Number(variables[name] ?? otherwise);
  const rpc = inside("AZTEC_PORT", RPC_PORT);
  const p2p = inside("P2P_PORT", P2P_PORT);
  const admin = inside("AZTEC_ADMIN_PORT", ADMIN_PORT);
  const others = ports.filter(({ container }) => ![rpc, p2p].includes(container));
  return together([
    rpcPart(ports.find(({ container }) => container === rpc)),
    p2pPart(
      ports.filter(({ container }) => container === p2p),
      {
        from: origins.P2P_PORT ?? "P2P_PORT",
        port: variables.P2P_BROADCAST_PORT ?? variables.P2P_PORT,
      },
    ),
    ...others.map(({ text, container }) =>
      dropped(`ports ${text}`, container === admin ? NEVER : "nothing of the node's that a stack publishes"),
    ),
  ]);
}

const NEVER = "administration is never published: `docker exec` reaches it, and nobody else";

function rpcPart(port: Published | undefined): Part {
  if (!port?.host) return {};
  const remark = port.ip?.startsWith("127.") ? undefined : "was open to all that reach the host; now to the host alone";
  return moved(`ports ${port.text}`, "rpcPort", String(port.host), remark);
}

function p2pPart(ports: readonly Published[], given: { from: string; port: string | undefined }): Part {
  const [first, ...others] = ports.filter(({ host }) => host !== undefined);
  if (!first?.host) return given.port ? moved(given.from, "p2p.port", given.port) : {};
  const both = new Set(ports.map(({ protocol }) => protocol)).size === 2;
  const remark = both ? undefined : `was published on ${first.protocol.toUpperCase()} alone; now on TCP and UDP`;
  return together([
    moved(`ports ${first.text}`, "p2p.port", String(first.host), remark),
    ...others
      .filter(({ host }) => host !== first.host)
      .map(({ text }) => dropped(`ports ${text}`, `p2p has one port, on TCP and UDP: ${String(first.host)} is taken`)),
  ]);
}

/** Servers that were services of the same file are found by their names in its network alone. */
export function neighboursPart({ neighbours, networks }: Installation, { variables }: Given): Part {
  const servers = Object.values(variables).flatMap((value) => value.split(",").map((url) => URL.parse(url)?.hostname));
  const names = neighbours.filter((name) => servers.includes(name));
  if (names.length === 0 || networks.length === 0) return {};
  const remark = `the node reaches ${names.join(", ")} there: keep that part of the old file running`;
  return moved("networks", "dockerNetworks", networks.join(","), remark);
}
