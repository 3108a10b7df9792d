/** Checks whether peers reach a node at the address that it announces. Pure. */
import { privateKindOf } from "../../../keys/addresses";
import { isPublic } from "../../../settings/network/networks";
import { type StackWithSettings, setCommandFor } from "../../../settings/acceptance";
import { removeCommand, setCommand } from "../../../settings/commands";
import type { DialResult } from "../probe/p2p-dial";
import type { Finding, Severity } from "../finding";

/** Judges the result of dialling a node. */
export function p2pFindings(dialResult: DialResult | undefined, stack: StackWithSettings): Finding[] {
  const { settings } = stack;
  const check = "p2p TCP";
  if (!dialResult)
    return [{ check, severity: "failure", message: "the node announces no address: p2p is not running" }];
  const { address, tcp, udp } = dialResult.endpoint;
  const kind = settings && isPublic(settings) ? privateKindOf(address) : undefined;
  const message = `the node announces ${address}, which ${kind ?? ""}`;
  const where: Finding[] = kind ? [{ check, severity: "failure", message, remedy: announceCommand(stack) }] : [];
  return [...where, one("TCP", tcp, dialResult.tcp, dialResult), one("UDP", udp, dialResult.udp, dialResult)];
}

/** Returns the command that changes the announced address. @returns undefined if the host determines it */
export function announceCommand({ stack, settings }: StackWithSettings): string | undefined {
  const path = "p2p.announceIp";
  // Both settings together are invalid.
  if (settings?.p2p.queryForIp)
    return `${removeCommand("p2p.queryForIp", stack)}, and then ${setCommand(path, undefined, stack)}`;
  return setCommandFor(path, { stack, settings });
}

function one(protocol: "TCP" | "UDP", port: number, error: string | undefined, dialResult: DialResult): Finding {
  const { endpoint, from, isOwn } = dialResult;
  const check = `p2p ${protocol}`;
  const place = `${endpoint.address}:${port}`;
  const dialledFrom =
    from === "host" ? "from this machine, the node's own host, and not from outside" : "from this machine";
  if (error === undefined) return { check, severity: "ok", message: `${place} answers, dialled ${dialledFrom}` };
  // Some routers do not forward connections from inside to their own public address.
  const severity: Severity = from === "host" && !isOwn ? "unknown" : "failure";
  const open = `open ${port}/${protocol.toLowerCase()} in the firewalls of host and provider, and forward it in the router`;
  return {
    check,
    severity,
    message: `${place} does not answer on ${protocol}: ${error}, dialled ${dialledFrom}`,
    remedy: open,
  };
}
