import type { HostKeyPlace, HostKeys } from "../../remote/host-keys";
import { setCommand, stackOption } from "../../settings/commands";

/** A server in the state or in the settings. */
interface Server {
  /** Its address. */
  readonly machine: string;
  /** Its name in known_hosts has its port too. A state of an earlier version has none. */
  readonly hostKey?: HostKeyPlace | undefined;
}

/** A server in the state. */
interface KnownServer extends Server {
  readonly hostKeys: HostKeys;
}

/**
 * Compares the server in the settings with the one in the state, which may have got another name. Behind a router, another
 * port of the same address is another server.
 *
 * @param keys  that the server in the settings has shown
 * @param stack for the commands
 * @throws if it is another server: the node would be started there a second time
 */
export function refuseOtherServer(before: KnownServer, now: Server, keys: HostKeys, stack: string | undefined): void {
  const { machine, hostKey, hostKeys } = before;
  const isSamePlace = machine === now.machine && hostKey?.alias === now.hostKey?.alias;
  // A state of an earlier version has no keys. At the same place, `syncHostKeys` has compared them.
  if (isSamePlace || hostKeys.length === 0 || keys.some((key) => hostKeys.includes(key))) return;
  const isSameAddress = machine === now.machine;
  const [setting, old, value] = isSameAddress
    ? (["host.port", portOf(before), portOf(now)] as const)
    : (["host.address", machine, now.machine] as const);
  const [there, here] = isSameAddress ? [`${machine}:${old}`, `${machine}:${value}`] : [old, value];
  throw new Error(
    [
      `${setting} is now ${value}, which is another server than ${there}: its SSH host key is another one. The node`,
      `on ${there} would keep running, and two nodes that sign with one key are slashed. So nothing was changed.`,
      `  To stay on the old server: ${setCommand(setting, old, stack)}`,
      `  To move the node to ${here}, give it a stack of its own: aztec-validator move --from ${stack ?? "<stack>"} --to <new stack>`,
      "  If the old server is gone for good, add --host-is-gone.",
      `  If this is the same server with its system installed anew: pulumi up --replace '**::host-ready'${stackOption(stack)}`,
    ].join("\n"),
  );
}

/** Returns the port in a server's name in known_hosts. */
function portOf({ machine, hostKey }: Server): string {
  return hostKey?.alias.slice(machine.length + 1) ?? "";
}
