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
  return stackCommand("start", "Starts the node that `stop` stopped, or makes it, and waits until it is ready")
    .addHelpText("after", "\nBy plain Pulumi: pulumi config rm stopped && pulumi up")
    .action(async ({ stack }: StackOptions) => {
      await startNode(await StackSession.openExclusive(stack, "start"));
    });
}

/** @throws {OperatorError} if it does not become ready */
export async function startNode(stack: StackSession): Promise<void> {
  await recoverInterrupted(stack);
  const { settings } = await stack.checkedConfig();
  if (settings.stopped) await stack.file.set("stopped", undefined);
  await stack.up();
  await untilReady(await stack.node(), settings);
  log(`\nThe node of ${stack.name} is ready.`);
}

/**
 * Waits until a node is ready. Pulumi waits only for a container that it has made: one that was restarted since, or has
 * ended, is nothing new to it.
 *
 * @throws {OperatorError} as `waitReady` does
 */
export async function untilReady(
  { cli, container }: Pick<RunningNode, "cli" | "container">,
  { readyTimeoutSeconds, allowOtherRollup }: Pick<Settings, "readyTimeoutSeconds" | "allowOtherRollup">,
): Promise<void> {
  const waiting = { docker: cli, container, timeoutSeconds: readyTimeoutSeconds, acceptsStandby: allowOtherRollup };
  try {
    await waitReady({ ...waiting, log });
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : String(error));
  }
}
