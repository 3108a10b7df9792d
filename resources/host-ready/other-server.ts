import type { HostKeys } from "../../remote/host-keys";
import { setCommand, stackOption } from "../../settings/commands";

/** A server in the state. */
interface KnownServer {
  /** Its address. */
  readonly machine: string;
  readonly hostKeys: HostKeys;
}

/**
 * Compares the server at a new address with the one in the state, which may have got another name.
 *
 * @param address in the settings
 * @param keys    that the server there has shown
 * @param stack   for the commands
 * @throws if it is another server: the node would be started there a second time
 */
export function refuseOtherServer(
  { machine, hostKeys }: KnownServer,
  address: string,
  keys: HostKeys,
  stack: string | undefined,
): void {
  // A state of an earlier version has no keys. At the same address, `syncHostKeys` has compared them.
  if (address === machine || hostKeys.length === 0 || keys.some((key) => hostKeys.includes(key))) return;
  throw new Error(
    [
      `host.address is now ${address}, which is another server than ${machine}: its SSH host key is another one. The node`,
      `on ${machine} would keep running, and two nodes that sign with one key are slashed. So nothing was changed.`,
      `  To stay on the old server: ${setCommand("host.address", machine, stack)}`,
      `  To move the node to ${address}, give it a stack of its own: aztec-validator move --from ${stack ?? "<stack>"} --to <new stack>`,
      "  If the old server is gone for good, add --host-is-gone.",
      `  If this is the same server with its system installed anew: pulumi up --replace '**::host-ready'${stackOption(stack)}`,
    ].join("\n"),
  );
}
