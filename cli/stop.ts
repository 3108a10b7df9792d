import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { log, OperatorError, task } from "../terminal/output";
import { STOP_GRACE_SECONDS } from "../node/container";
import { dockerOnHost, dockerRunner } from "../remote/docker";
import { chosenEngine } from "../remote/local-engine";
import { nextDutiesText, validatorIn } from "./duties/stack-duties";
import { StopRecord } from "./duties/stop-record";
import { runningContainers } from "./move/transfer";
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

/** Stops a stack's node, and prints its next duties. */
export async function stopAndReport(stack: StackSession): Promise<void> {
  const snapshot = await stack.snapshot();
  if (snapshot.location.docker === undefined) return keepStopped(stack);
  const validator = validatorIn(snapshot);
  const duties = validator && (await nextDutiesText(validator));
  await stopNode(stack);
  await assertStopped(stack);
  log(`\nThe node of ${stack.name} is stopped. To start it again: aztec-validator start --stack ${stack.name}`);
  if (duties !== undefined) log(duties);
}

/**
 * Keeps the node of a stack that is not up from being started. Its host is not made for this, as `up` would do.
 *
 * @throws {OperatorError} if this machine has its container: then its state was lost
 */
async function keepStopped(stack: StackSession): Promise<void> {
  const settings = await stack.plainSettings();
  if (settings === undefined || settings.host.kind === "local") {
    const docker = ["docker", "--host", chosenEngine(settings?.dockerHost).host];
    const containers = (await runningContainers(docker, stack.containerName)) ?? [];
    if (containers.length > 0)
      throw mayRun(
        stack,
        docker,
        `${containers.join(", ")} is on this machine, and the stack has no state`,
        containers,
      );
  }
  stack.file.set("stopped", "true");
  log(
    [
      `${stack.name} is not up, so no node was stopped. Its settings now keep the node stopped until \`start\`.`,
      `  If its state was lost, an earlier node may still run on its host. To see it, there: docker ps --filter name=${stack.containerName}`,
    ].join("\n"),
  );
}

/**
 * Stops the node first, so that a failing `up` cannot prevent that. The host may have a container that the state does not
 * have: of an `up` that was killed, or of a host that came back after `move --host-is-gone`.
 *
 * @throws {OperatorError} if the host has such a container: then the claim of its keys stays
 */
export async function stopNode(stack: StackSession): Promise<void> {
  await stack.refuseElsewhere();
  const { docker, container } = (await stack.snapshot()).location;
  if (docker && container) {
    new StopRecord(stack.name).write(Date.now());
    await task("node stopped", () => stopContainer(docker, container));
  } else if (docker && (await runningContainers(docker, stack.containerName))?.includes(stack.containerName)) {
    const why = `${stack.containerName} is on its host, and not in the state of the stack`;
    throw mayRun(stack, docker, why, [stack.containerName]);
  }
  stack.file.set("stopped", "true");
  await stack.up();
}

/** The number of tries, a tenth of a second apart: helper containers on the data may take a while to end. */
const TRIES = 100;

/** @throws {OperatorError} naming the containers that are still there */
export async function assertStopped(stack: StackSession): Promise<void> {
  const { docker = [] } = (await stack.snapshot()).location;
  let containers: string[] | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    containers = await runningContainers(docker, stack.containerName);
    if (containers?.length === 0) return;
    await sleep(100);
  }
  const why = containers ? `${containers.join(", ")} is still on its host` : "its host does not answer";
  throw mayRun(stack, docker, why, containers);
}

/** Returns the error of a node that may still run, with the commands that remove its containers. */
export function mayRun(
  stack: StackSession,
  docker: readonly string[] = [],
  why: string,
  containers: readonly string[] = [],
): OperatorError {
  const lines = [
    `The node of ${stack.name} may still run: ${why}. Two nodes that sign with one key are slashed, so no other node was started.`,
  ];
  const command = dockerOnHost(docker);
  const names = containers.join(" ");
  if (names)
    lines.push(
      `  Remove it on its host, then run the command again: ${command} stop ${names} && ${command} rm ${names}`,
    );
  return new OperatorError(lines.join("\n"));
}

/** Stops a container. If its host is gone, `up` reports that later. */
async function stopContainer(docker: readonly string[], container: string): Promise<void> {
  const cli = dockerRunner(docker, (STOP_GRACE_SECONDS + 30) * 1000);
  const { code, text } = await cli(["stop", "--time", String(STOP_GRACE_SECONDS), container]);
  if (code !== 0) log(`  ! ${text.trim()}`);
}
