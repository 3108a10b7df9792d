/** Whether peers reach a node: it is dialled at the address they are told. */
import { networkInterfaces } from "node:os";
import { endpointOf } from "../../keys/enr";
import { privateKindOf } from "../../keys/addresses";
import { isPublic } from "../../settings/network/networks";
import { setCommandFor } from "../../settings/acceptance";
import { removeCommand, setCommand } from "../../settings/commands";
import type { Settings } from "../../settings/schema";
import { discv5Answer, isOpen, multistreamGreeting } from "./p2p-probe";
import type { Finding, Severity } from "./finding";

/** Where a node says that it is to be found. */
interface Endpoint {
  readonly address: string;
  readonly tcp: number;
  readonly udp: number;
}

/** Who dialled, and what came of it. */
export interface Dialled {
  readonly endpoint: Endpoint;
  /** Undefined where an answer came, else why none did. */
  readonly tcp: string | undefined;
  readonly udp: string | undefined;
  /** From the node's own host it is not seen whether others get there. */
  readonly from: "outside" | "its own host";
  /** Whether this machine has the address. */
  readonly isOwn: boolean;
}

/** Dials a node on TCP and UDP, as a peer would. @param enr its record @param isLocal whether its host is this machine */
export async function dial(enr: string, isLocal: boolean): Promise<Dialled | undefined> {
  const endpoint = endpointOf(enr);
  if (!endpoint) return undefined;
  const { address, tcp, udp } = endpoint;
  const [overTcp, overUdp] = await Promise.all([
    multistreamGreeting(address, tcp).then(() => undefined, why),
    discv5Answer(address, udp, enr).then(() => undefined, why),
  ]);
  const from = isLocal ? "its own host" : "outside";
  return { endpoint, tcp: overTcp, udp: overUdp, from, isOwn: ownAddresses().includes(address) };
}

/** Which of the TCP ports can be connected to, within 2 seconds. */
export async function openAmong(address: string, ports: readonly number[]): Promise<number[]> {
  const tries = ports.map(async (port) => ((await isOpen(address, port)) ? [port] : []));
  return (await Promise.all(tries)).flat();
}

function why(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return code === "ECONNREFUSED" ? "refused" : (code ?? "no answer in 5 s");
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}

/** @param settings undefined where they cannot be read */
export function p2pFindings(dialled: Dialled | undefined, settings: Settings | undefined): Finding[] {
  const check = "p2p TCP";
  if (!dialled) return [{ check, severity: "failure", message: "the node tells peers no address: p2p is not running" }];
  const { address, tcp, udp } = dialled.endpoint;
  const kind = settings && isPublic(settings) ? privateKindOf(address) : undefined;
  const message = `peers are told ${address}, which ${kind ?? ""}`;
  const where: Finding[] = kind ? [{ check, severity: "failure", message, remedy: announceCommand(settings) }] : [];
  return [...where, one("TCP", tcp, dialled.tcp, dialled), one("UDP", udp, dialled.udp, dialled)];
}

/** Returns the command that tells peers another address. @returns undefined where the host brings its own */
export function announceCommand(settings: Settings | undefined): string | undefined {
  const path = "p2p.announceIp";
  // The two together are refused.
  if (settings?.p2p.queryForIp) return `${removeCommand("p2p.queryForIp")}, and then ${setCommand(path)}`;
  return setCommandFor(path, settings);
}

function one(protocol: "TCP" | "UDP", port: number, error: string | undefined, dialled: Dialled): Finding {
  const { endpoint, from, isOwn } = dialled;
  const check = `p2p ${protocol}`;
  const place = `${endpoint.address}:${port}`;
  const hidden =
    from === "its own host" ? "from this machine, its host; from outside was not tried" : "from this machine";
  if (error === undefined) return { check, severity: "ok", message: `${place} answers, dialled ${hidden}` };
  // A router need not lead back inside what comes from inside.
  const severity: Severity = from === "its own host" && !isOwn ? "unknown" : "failure";
  const open = `let ${port}/${protocol.toLowerCase()} in: the host's firewall, the provider's, the router's forwarding`;
  return { check, severity, message: `${place} is closed on ${protocol}: ${error}, dialled ${hidden}`, remedy: open };
}
