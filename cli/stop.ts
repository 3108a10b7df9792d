import type { Command } from "commander";
import { log, task } from "../terminal/output";
import { STOP_GRACE_SECONDS } from "../node/container";
import { dockerRunner } from "../remote/docker";
import { nextDutiesText, validatorIn } from "./duties/stack-duties";
import { StopRecord } from "./duties/stop-record";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";

/** `aztec-validator stop` */
export function stop(): Command {
  return stackCommand("stop", "Stop the node, and keep it stopped until `start`")
    .addHelpText("after", HELP)
    .action(async ({ stack }: StackOptions) => {
      await stopAndReport(await StackSession.openExclusive(stack, "stop"));
    });
}

const HELP = `
The node gets ${STOP_GRACE_SECONDS} seconds to shut down. It stays stopped through host restarts
and every \`up\`. Its container and key files are removed; its data and p2p
identity stay. The command prints the duties that are decided already.

Example:
  $ aztec-validator stop --stack testnet

With plain Pulumi: pulumi config set stopped true && pulumi up`;

async function stopAndReport(stack: StackSession): Promise<void> {
  const validator = validatorIn(await stack.snapshot());
  const duties = validator && (await nextDutiesText(validator));
  await stopNode(stack);
  log(`\nThe node of ${stack.name} is stopped. To start it again: aztec-validator start --stack ${stack.name}`);
  if (duties !== undefined) log(duties);
}

/** Stops the node first, so that a failing `up` cannot prevent that. */
export async function stopNode(stack: StackSession): Promise<void> {
  await stack.refuseElsewhere();
  const { docker, container } = (await stack.snapshot()).location;
  if (docker && container) {
    new StopRecord(stack.name).write(Date.now());
    await task("node stopped", () => stopContainer(docker, container));
  }
  stack.file.set("stopped", "true");
  await stack.up();
}

/** Stops a container. If its host is gone, `up` reports that later. */
async function stopContainer(docker: readonly string[], container: string): Promise<void> {
  const cli = dockerRunner(docker, (STOP_GRACE_SECONDS + 30) * 1000);
  const { code, text } = await cli(["stop", "--time", String(STOP_GRACE_SECONDS), container]);
  if (code !== 0) log(`  ! ${text.trim()}`);
}
