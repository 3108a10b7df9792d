/** Plans one stack's update and shows the plan; nothing is changed yet. */
import { checkOnce } from "../../remote/wait-ready";
import type { Serves } from "../../settings/network/network-fit";
import { OperatorError, log } from "../../terminal/output";
import type { RunningNode } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import { inspectImage } from "./disk-space";
import { isInterrupted, type JournalEntry, openJournal } from "./journal";
import { recoverInterrupted } from "./outcome";
import { currentConfig, planUpdate, type UpdatePlan, type UpdateRequest } from "./plan";
import { planText } from "./plan-summary";
import { reportUpToDate } from "./up-to-date";

/** The time without a duty that an update waits for, in seconds; what is undefined has a default. */
export interface QuietOptions {
  readonly seconds?: number | undefined;
  readonly limit?: number | undefined;
}

/** An update that its operator can confirm. */
export interface PreparedUpdate {
  readonly stack: StackSession;
  readonly plan: UpdatePlan;
  readonly node: RunningNode;
  /** The data volume. */
  readonly volume: string;
  /** Text that replaces the settings file, in place of the plan's edits. */
  readonly settingsText?: string | undefined;
  /** For a rollback, the update that it takes back. */
  readonly rollbackOf?: JournalEntry | undefined;
  /** For a rollback, the rollup that the release served here before. */
  readonly servedRollup?: Serves | undefined;
  /** Undefined for an update that does not wait. */
  readonly quiet?: QuietOptions | undefined;
}

/**
 * Finishes an update that was interrupted, plans the new one, and prints the plan.
 *
 * @param skip whether a stack that is not up, or stopped, is skipped instead of being an error
 * @returns undefined if there is nothing to do
 */
export async function prepareUpdate(
  stack: StackSession,
  request: UpdateRequest,
  skip = false,
): Promise<PreparedUpdate | undefined> {
  const last = openJournal(stack.name).read();
  if (last && isInterrupted(last) && (await stack.isStopped())) {
    if (!skip) throw new OperatorError(stoppedMidway(stack.name));
    log(`${stack.name}: skipped, its node is stopped.`);
    return undefined;
  }
  // A requested release takes precedence over an interrupted rollback that fails again.
  await recoverInterrupted(stack, { canFail: request.release !== undefined });
  if (skip && !((await stack.isInBackend()) && (await stack.snapshot()).location.container)) {
    log(`${stack.name}: skipped, no node is running.`);
    return undefined;
  }
  const node = await stack.node();
  const { volume } = node;
  if (!volume) throw new OperatorError(`The stack ${stack.name} has no data volume. Create it: ${stack.upCommand}`);
  const config = await stack.config();
  const plan = planUpdate(config, request);
  if (!plan) {
    const { settings, release } = currentConfig(config);
    const current = { stack: stack.name, release: release.version, settings, upCommand: stack.upCommand };
    await reportUpToDate(current, request, node);
    return undefined;
  }
  await printPlan(stack.name, plan, node);
  return { stack, plan, node, volume };
}

/** Returns the refusal to finish an update whose node the operator has stopped: that would start it. */
export function stoppedMidway(stack: string): string {
  return [
    `The node of ${stack} is stopped, and its last update was interrupted: finishing it would start the node. Nothing was changed.`,
    `  To start the node and finish the update: aztec-validator start --stack ${stack}`,
    `  To return to the release before instead: pulumi config rm stopped --stack ${stack} && aztec-validator rollback --stack ${stack}`,
  ].join("\n");
}

async function printPlan(stack: string, plan: UpdatePlan, { cli, container }: RunningNode): Promise<void> {
  const hasImage = (await inspectImage(cli, plan.to.image)) !== undefined;
  log(`\n${planText(stack, plan, { hasImage })}`);
  const { facts, reason } = await checkOnce(cli, container);
  if (!facts) log(`  !         the node is not ready at present: ${reason}`);
}
