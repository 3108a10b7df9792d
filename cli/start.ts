import type { Command } from "commander";
import { waitReady } from "../remote/wait-ready";
import type { Settings } from "../settings/schema";
import type { RunningNode } from "./stack/running-node";
import { StackSession } from "./stack/session";
import { recoverInterrupted } from "./update/outcome";
import { stackCommand, type StackOptions } from "./stack/stack-command";
import { OperatorError, log } from "../terminal/output";

/** `aztec-validator start` */
export function start(): Command {
  return stackCommand("start", "Start the node, and wait until it is ready")
    .addHelpText("after", HELP)
    .action(async ({ stack }: StackOptions) => {
      await startNode(await StackSession.openExclusive(stack, "start"));
    });
}

const HELP = `
Starts a node that \`stop\` stopped, or creates one that does not exist yet. An
update that was interrupted is finished or rolled back first. The command fails
if the node is not ready within readyTimeoutSeconds.

Example:
  $ aztec-validator start --stack testnet

With plain Pulumi: pulumi config rm stopped && pulumi up`;

/** @throws {OperatorError} if the node does not become ready */
export async function startNode(stack: StackSession): Promise<void> {
  await recoverInterrupted(stack);
  const { settings } = await stack.checkedConfig();
  if (settings.stopped) await stack.file.set("stopped", undefined);
  await stack.up();
  await waitUntilReady(await stack.node(), settings);
  log(`\nThe node of ${stack.name} is ready.`);
}

/**
 * Waits until a node is ready. Pulumi waits only for a container that it has just created, not for one that has
 * restarted or exited since.
 *
 * @throws {OperatorError} with the reason of `waitReady`
 */
export async function waitUntilReady(
  { cli, container }: Pick<RunningNode, "cli" | "container">,
  { readyTimeoutSeconds, allowOtherRollup }: Pick<Settings, "readyTimeoutSeconds" | "allowOtherRollup">,
): Promise<void> {
  const wait = { docker: cli, container, timeoutSeconds: readyTimeoutSeconds, acceptsStandby: allowOtherRollup };
  try {
    await waitReady({ ...wait, log });
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : String(error));
  }
}
