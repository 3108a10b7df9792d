import type { Command } from "commander";
import { firstLine } from "../remote/log-text";
import { waitReady } from "../remote/wait-ready";
import { nodeResource } from "../resources/names";
import type { Settings } from "../settings/schema";
import type { Absence } from "./duties/duties";
import { costText, validatorIn } from "./duties/stack-duties";
import { StopRecord } from "./duties/stop-record";
import { containersOf } from "./move/context";
import { writtenAt } from "./move/identity";
import { isHostCertain, refreshRemedy } from "./stack/missing-container";
import { nodeOf, type RunningNode } from "./stack/running-node";
import { StackSession } from "./stack/session";
import { recoverInterrupted } from "./update/outcome";
import { stackCommand, type StackOptions } from "./stack/stack-command";
import { formatDuration, formatTime } from "../terminal/format";
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
Starts a node that \`stop\` stopped, or one whose container has ended, or creates
one that does not exist yet. An update that was interrupted is finished or
rolled back first. The command fails if the node is not ready within
readyTimeoutSeconds. It ends with the slots that began while the node was
stopped, and the duties that were missed.

Example:
  $ aztec-validator start --stack testnet

With plain Pulumi: pulumi config rm stopped && pulumi up`;

/** @throws {OperatorError} if the node does not become ready */
export async function startNode(stack: StackSession): Promise<void> {
  await stack.refuseElsewhere();
  const record = new StopRecord(stack.name);
  const isStopped = await stack.isStopped();
  const since = await downSince(stack, isStopped, record);
  const settings = await (isStopped ? bringUpStopped(stack) : bringUp(stack));
  await waitUntilReady(await stack.node(), settings, stack.name);
  log(`\nThe node of ${stack.name} is ready.`);
  if (since !== undefined) log(await describeStop(stack, { from: since, to: Date.now() / 1000 }));
  record.remove();
}

/**
 * Brings up a stopped node. A start that is refused leaves the stack stopped: its next `pulumi up`, perhaps weeks later,
 * would start the node, with a signing record of long ago.
 */
async function bringUpStopped(stack: StackSession): Promise<Settings> {
  const before = await readState(stack);
  stack.file.set("stopped", undefined);
  try {
    return await bringUp(stack);
  } catch (error) {
    const now = await readState(stack);
    if (before !== undefined && now === undefined) {
      log(`  ! Whether the node of ${stack.name} was started is not known: its settings no longer keep it stopped.`);
    } else if (now?.container === undefined || now.writtenAt === before?.writtenAt) {
      stack.file.set("stopped", "true");
      log(`  ! No node was started, so ${stack.name} stays stopped.`);
    }
    throw error;
  }
}

/** Reads when a stack's state was written, and the container in it; undefined if there is no state, or it cannot be read. */
async function readState(
  stack: StackSession,
): Promise<{ writtenAt: string; container?: string | undefined } | undefined> {
  try {
    const { state, location } = await stack.snapshot();
    return { writtenAt: writtenAt(state), container: location.container };
  } catch {
    return undefined;
  }
}

/** Makes or replaces the node's container. @returns the settings */
async function bringUp(stack: StackSession): Promise<Settings> {
  await recoverInterrupted(stack);
  const { settings } = await stack.checkedConfig();
  await forgetMissing(stack, settings);
  const node = nodeOf((await stack.snapshot()).location);
  // Pulumi takes a container that has ended for one that runs. A new one, since `docker start` would check nothing.
  const hasEnded = node && (await endOf(node)) !== undefined;
  await stack.up(undefined, hasEnded ? nodeResource("container") : undefined);
  return settings;
}

/**
 * Removes from the state a container that was removed outside Pulumi, so that `up` makes another one.
 *
 * @throws {OperatorError} if another machine may have it
 */
async function forgetMissing(stack: StackSession, settings: Settings): Promise<void> {
  const { docker, container, machine } = (await stack.snapshot()).location;
  if (!docker || !container || (await containersOf(stack, docker))?.length !== 0) return;
  if (!isHostCertain(settings, machine))
    throw new OperatorError(
      [
        `The container ${container} is in the state of ${stack.name} and not on its host, so another machine may run it. No node was started: two nodes that sign with one key are slashed.`,
        `  To fix it, ${refreshRemedy(stack.upCommand, false)}`,
      ].join("\n"),
    );
  log(`  ! The container ${container} was removed outside Pulumi: the state is compared with the host first.`);
  await stack.refresh();
}

/** Returns since when the node has not run, in seconds since 1970; undefined if it runs, or that is not recorded. */
async function downSince(stack: StackSession, isStopped: boolean, record: StopRecord): Promise<number | undefined> {
  const { location } = await stack.snapshot().catch(() => ({ location: {} }));
  const node = nodeOf(location);
  // A record is of another stop if the node has been brought up since.
  if (!node) return isStopped ? record.read() : undefined;
  return (await endOf(node))?.at;
}

/** The end of a container. */
interface End {
  /** In seconds since 1970; undefined for a container that Docker made and could not start. */
  readonly at: number | undefined;
}

/** Returns the end of a container; undefined if it runs, or is not known. */
async function endOf(node: RunningNode): Promise<End | undefined> {
  const state = ["container", "inspect", "--format", "{{.State.Running}} {{.State.FinishedAt}}", node.container];
  const { code, text } = await node.cli(state);
  const ended = /^false (\S+)$/.exec(firstLine(text))?.[1];
  if (code !== 0 || ended === undefined) return undefined;
  const at = Date.parse(ended) / 1000;
  // Docker's time for "never" is in the year 1.
  return { at: at > 0 ? at : undefined };
}

/** Describes how long a validator had no node, and what that has cost. */
export async function describeStop(stack: StackSession, { from, to }: Absence): Promise<string> {
  const times = `from ${formatTime(from)} to ${formatTime(to)}`;
  return `It had no node for ${formatDuration(to - from)}, ${times}. ${await costText(validatorIn(await stack.snapshot()), { from, to })}`;
}

/**
 * Waits until a node is ready. Pulumi waits only for a container that it has just created, not for one that has
 * restarted or exited since.
 *
 * @param stack for the commands of messages
 * @throws {OperatorError} with the reason of `waitReady`
 */
export async function waitUntilReady(
  { cli, container }: Pick<RunningNode, "cli" | "container">,
  { readyTimeoutSeconds, allowOtherRollup }: Pick<Settings, "readyTimeoutSeconds" | "allowOtherRollup">,
  stack: string,
): Promise<void> {
  const wait = { docker: cli, container, timeoutSeconds: readyTimeoutSeconds, acceptsStandby: allowOtherRollup };
  try {
    await waitReady({ ...wait, stack, log });
  } catch (error) {
    throw new OperatorError(error instanceof Error ? error.message : String(error));
  }
}
