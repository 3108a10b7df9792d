/** Reports, before a container is created, which of its ports is in use on the host. */
import * as pulumi from "@pulumi/pulumi";
import { runCommand } from "../remote/command";
import { LOOK_AT_OUTGOING, readOutgoing, reservation } from "../remote/reserved-ports";
import { hostCommand } from "../remote/ssh";
import {
  connectionsAt,
  holderCommand,
  type Holder,
  HOLDER_TEXT,
  LISTENING,
  settingOfPort,
  takenPorts,
} from "../remote/sockets";
import { Hook } from "../resources/hooks";
import { setCommand } from "../settings/commands";
import type { PublishedPort } from "../settings/ports";
import type { Host } from "./host";

/** Limit for the command, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Returns a hook that refuses ports in use, before a container is created. Docker itself would only say "address already
 * in use". The old container is gone by then, so it has none of them.
 */
export function refuseTakenPorts(container: string, ports: readonly PublishedPort[], host: Host): Hook {
  const stack = pulumi.getStack();
  return Hook.of(`refuse-taken-ports-${container}`, { docker: host.docker }, async ({ docker }) => {
    const script = ports.length > 0 ? hostCommand(docker, lookAtPorts(ports)) : undefined;
    if (!script) return;
    const { code, text } = await runCommand(script, TIMEOUT);
    // A failed look is not a reason to stop: Docker reports the fault itself.
    const problems = code === 0 ? portProblems(ports, text, stack) : [];
    // A proxy of Docker's leaves closed connections behind, which do no harm.
    const lasting = problems.filter(({ holder }) => holder !== "closed connection");
    if (lasting.length > 0) throw new Error(lasting.map(({ message }) => message).join("\n"));
  });
}

/** Returns a script that prints what has ports of a node, for {@link portProblems}. */
export function lookAtPorts(ports: readonly PublishedPort[]): string {
  return `${LOOK_AT_OUTGOING}${LISTENING}${connectionsAt(ports.map(({ external }) => external))}`;
}

/** A port that is in use, with a message for the operator. */
export interface PortProblem {
  readonly message: string;
  readonly holder: Holder;
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
