/** Reports which ports of a node are in use on its host. Docker itself would only say "address already in use". */
import { setCommand } from "../settings/commands";
import type { PublishedPort } from "../settings/ports";
import { runCommand } from "./command";
import { LOOK_AT_OUTGOING, readOutgoing, reservation } from "./reserved-ports";
import {
  connectionsAt,
  holderCommand,
  type Holder,
  HOLDER_TEXT,
  LISTENING,
  settingOfPort,
  takenPorts,
} from "./sockets";
import { hostCommand } from "./ssh";

/** Limit for the command, in milliseconds. */
const TIMEOUT = 30_000;

/** A port that is in use, with a message for the operator. */
export interface PortProblem {
  readonly message: string;
  readonly holder: Holder;
}

/**
 * Looks at a host and returns the ports that are in use for longer than a connection that was closed. A proxy of Docker's
 * leaves such connections behind, and they do no harm.
 *
 * @param docker command that reaches the host's Docker
 * @param stack  for commands
 * @returns no problem if the host cannot be looked at: Docker reports the fault itself
 */
export async function lastingPortProblems(
  docker: readonly string[],
  ports: readonly PublishedPort[],
  stack: string,
): Promise<PortProblem[]> {
  const command = ports.length > 0 ? hostCommand(docker, lookAtPorts(ports)) : undefined;
  if (!command) return [];
  const { code, text } = await runCommand(command, TIMEOUT);
  const problems = code === 0 ? portProblems(ports, text, stack) : [];
  return problems.filter(({ holder }) => holder !== "closed connection");
}

/** Returns a script that prints what has ports of a node, for {@link portProblems}. */
export function lookAtPorts(ports: readonly PublishedPort[]): string {
  return `${LOOK_AT_OUTGOING}${LISTENING}${connectionsAt(ports.map(({ external }) => external))}`;
}

/** Returns the ports that are in use. @param text output of {@link lookAtPorts} @param stack for commands */
export function portProblems(ports: readonly PublishedPort[], text: string, stack: string): PortProblem[] {
  const outgoing = readOutgoing(text);
  return takenPorts(ports, text).map((port) => {
    const { external, protocol, holder } = port;
    const taken = `Port ${external}/${protocol} ${HOLDER_TEXT[holder]} on the host, and the node needs it. To see what uses it, on the host: ${holderCommand(external)}; or use another port: ${setCommand(settingOfPort(port), "<port>", stack)}`;
    const reserve = holder === "program" ? undefined : reservation([external], outgoing);
    const fix = reserve === undefined ? "" : `. To keep it free of outgoing connections: ${reserve}`;
    return { message: `${taken}${fix}`, holder };
  });
}
