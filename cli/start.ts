import type { Command } from "commander";
import { OpenStack } from "./open-stack";
import { settleFirst } from "./end-update";
import { stackCommand, type StackOptions } from "./stack-command";
import { say } from "../toolchain/steps";

/** `aztec-validator start` */
export function start(): Command {
  return stackCommand("start", "Starts the node that `stop` stopped, or makes it, and waits until it is ready")
    .addHelpText("after", "\nBy plain Pulumi: pulumi config rm stopped && pulumi up")
    .action(async ({ stack }: StackOptions) => {
      await startNode(await OpenStack.alone(stack, "start"));
    });
}

/** @throws {OperatorError} if it does not become ready: Pulumi has said why */
export async function startNode(stack: OpenStack): Promise<void> {
  await settleFirst(stack);
  const { settings } = await stack.checked();
  if (settings.stopped) await stack.set("stopped", undefined);
  await stack.up();
  say(`\nThe node of ${stack.name} is ready.`);
}
