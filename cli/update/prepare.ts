/** Plans one stack's update and shows the plan; nothing is changed yet. */
import { type CheckAnswer, checkOnce } from "../../remote/wait-ready";
import type { Serves } from "../../settings/network/network-fit";
import { OperatorError, log } from "../../terminal/output";
import type { RunningNode } from "../stack/running-node";
import type { StackSession } from "../stack/session";
import { inspectImage } from "./disk-space";
import { isInterrupted, type JournalEntry, openJournal } from "./journal";
import { type Recovery, recoverInterrupted } from "./outcome";
import { currentConfig, planUpdate, type UpdatePlan, type UpdateRequest } from "./plan";
import { planText } from "./plan-summary";
import { refuseUnappliedRelease, unappliedSettings } from "./unapplied";
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
  /** Whether an interrupted update was finished before, so that something was changed. */
  readonly hasRecovered: boolean;
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
 * @returns undefined if there is nothing to do
 * @throws {OperatorError} if there is nothing to do, and the node is not ready
 */
export async function prepareUpdate(stack: StackSession, request: UpdateRequest): Promise<PreparedUpdate | undefined> {
  await refuseStopped(stack);
  return planStack(stack, request, await recoverFor(stack, request));
}

/** Finishes an update that was interrupted. A requested release takes precedence over a rollback that fails again. */
export function recoverFor(stack: StackSession, { release }: UpdateRequest): Promise<Recovery> {
  return recoverInterrupted(stack, { canFail: release !== undefined });
}

/** Plans an update after {@link recoverFor}, and prints the plan. @throws as {@link prepareUpdate} */
export async function planStack(
  stack: StackSession,
  request: UpdateRequest,
  recovery: Recovery,
): Promise<PreparedUpdate | undefined> {
  const node = await stack.node();
  const { volume } = node;
  if (!volume) throw new OperatorError(`The stack ${stack.name} has no data volume. Create it: ${stack.upCommand}`);
  const config = await stack.config();
  const check = await checkOnce(node.cli, node.container, PATIENCE);
  // After a rollback that has failed, the settings need not be those of the node.
  if (recovery !== "notReady") await refuseUnappliedRelease(stack, config, node, check);
  const planned = planUpdate(config, request);
  if (!planned) {
    const { settings, release } = currentConfig(config);
    const current = { stack: stack.name, release: release.version, settings, upCommand: stack.upCommand };
    await reportUpToDate(current, request, node, check);
    return undefined;
  }
  const unapplied = await unappliedSettings(stack, config, request.unattended);
  const plan = { ...planned, warnings: [...planned.warnings, ...unapplied] };
  await printPlan(stack.name, plan, node, check);
  return { stack, plan, node, volume, hasRecovered: recovery !== "none" };
}

/** Seconds that a node has to answer: one that does not is reported. */
const PATIENCE = 3;

/** @throws {OperatorError} if the settings keep the node stopped, whether it has stopped or not */
async function refuseStopped(stack: StackSession): Promise<void> {
  if (!(await stack.isStopped())) return;
  const last = openJournal(stack.name).read();
  throw new OperatorError(last && isInterrupted(last) ? stoppedMidway(stack.name) : toBeStopped(stack.name));
}

function toBeStopped(stack: string): string {
  return [
    `The settings of ${stack} keep its node stopped (stopped: true): with them, an update or a rollback would only remove its container. Nothing was changed.`,
    `  To start the node, then run this command again: aztec-validator start --stack ${stack}`,
    `  To stop it, if it still runs: aztec-validator stop --stack ${stack}`,
  ].join("\n");
}

/** Returns the refusal to finish an update whose node the operator has stopped: that would start it. */
export function stoppedMidway(stack: string): string {
  return [
    `The node of ${stack} is stopped, and its last update was interrupted: finishing it would start the node. Nothing was changed.`,
    `  To start the node and finish the update: aztec-validator start --stack ${stack}`,
    `  To return to the release before instead: pulumi config rm stopped --stack ${stack} && aztec-validator rollback --stack ${stack}`,
  ].join("\n");
}

async function printPlan(stack: string, plan: UpdatePlan, { cli }: RunningNode, check: CheckAnswer): Promise<void> {
  const hasImage = (await inspectImage(cli, plan.to.image)) !== undefined;
  log(`\n${planText(stack, plan, { hasImage })}`);
  if (!check.facts) log(`  !         the node is not ready at present: ${check.reason}`);
}
