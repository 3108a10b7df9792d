import type { Command } from "commander";
import { log, task } from "../terminal/output";
import { STOP_GRACE_SECONDS } from "../node/container";
import { dockerRunner } from "../remote/docker";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";

/** `aztec-validator stop` */
export function stop(): Command {
  return stackCommand("stop", "Stops the node, and keeps it stopped through restarts and every `up` until `start`")
    .addHelpText("after", HELP)
    .action(async ({ stack }: StackOptions) => {
      await stopNode(await StackSession.openExclusive(stack, "stop"));
    });
}

const HELP = `
The node has ${STOP_GRACE_SECONDS} seconds to end. Its container and its key files go, its data and its p2p identity stay.
By plain Pulumi: pulumi config set stopped true && pulumi up`;

async function stopNode(stack: StackSession): Promise<void> {
  await endNode(stack);
  log(`\nThe node of ${stack.name} is stopped, and stays so until: aztec-validator start --stack ${stack.name}`);
}

/** The node first, so that nothing that keeps an `up` from working keeps a node from being stopped. */
export async function endNode(stack: StackSession): Promise<void> {
  const { docker, container } = (await stack.snapshot()).location;
  if (docker && container) await task("the node has ended", () => end(docker, container));
  await stack.file.set("stopped", "true");
  await stack.up();
}

/** Of a host that is gone there is nothing to end: `up` says what is the matter. */
async function end(docker: readonly string[], container: string): Promise<void> {
  const cli = dockerRunner(docker, (STOP_GRACE_SECONDS + 30) * 1000);
  const { code, text } = await cli(["stop", "--time", String(STOP_GRACE_SECONDS), container]);
  if (code !== 0) log(`  ! ${text.trim()}`);
}
