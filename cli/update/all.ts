/** Updates all stacks of a folder. A stack that cannot be updated does not keep the others from it. */
import { isDevStack } from "../../settings/stack-name";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { StackSession } from "../stack/session";
import { isInterrupted, openJournal } from "./journal";
import type { UpdateRequest } from "./plan";
import { planStack, type PreparedUpdate, type QuietOptions, recoverFor } from "./prepare";
import { runUpdate } from "./run";

/** The plans of stacks, in the order of their updates. */
export interface PreparedUpdates {
  readonly updates: readonly PreparedUpdate[];
  /** Stacks whose update cannot be planned: why is printed. */
  readonly failed: readonly string[];
  /** Whether an interrupted update was finished, so that something was changed. */
  readonly hasRecovered: boolean;
}

interface AllOptions {
  /** The stack to update first. */
  readonly canary?: string | undefined;
  /** Opens a stack. @default for this command alone */
  readonly open?: (name: string) => Promise<StackSession>;
}

/** What becomes of one stack. */
interface OneResult {
  readonly update?: PreparedUpdate | undefined;
  /** Why it is left as it is, as the end of a sentence; undefined for an update, and where there is nothing to do. */
  readonly skipped?: string;
  /** Why its update cannot be planned. */
  readonly failed?: string;
  readonly hasRecovered?: boolean;
}

/**
 * Plans the updates of stacks, in this order, and prints the plans.
 *
 * @throws {OperatorError} if an interrupted update cannot be finished, or the canary neither has a plan nor is ready on the
 * release that it would be updated to
 */
export async function prepareAll(
  names: readonly string[],
  request: UpdateRequest,
  { canary, open = (name) => StackSession.openExclusive(name, "update") }: AllOptions = {},
): Promise<PreparedUpdates> {
  const updates: PreparedUpdate[] = [];
  const failed: string[] = [];
  let hasRecovered = false;
  for (const name of names) {
    const result = await prepareOne(name, request, open);
    if (name === canary) refuseWithoutCanary(name, result);
    if (result.update) updates.push(result.update);
    if (result.skipped !== undefined) log(`${name}: skipped, ${result.skipped}.`);
    if (result.failed !== undefined) {
      log(`${name}: skipped, since its update cannot be planned. ${result.failed}`);
      failed.push(name);
    }
    hasRecovered ||= result.hasRecovered === true;
  }
  return { updates, failed, hasRecovered };
}

/**
 * Asks once, then updates one stack after another.
 *
 * @throws {OperatorError} at the first that is not ready on its new release; at the end if not all could be planned
 */
export async function runAll(
  { updates, failed, hasRecovered }: PreparedUpdates,
  { yes, quiet }: { readonly yes?: boolean | undefined; readonly quiet?: QuietOptions | undefined },
): Promise<void> {
  const names = updates.map(({ stack }) => stack.name);
  if (names.length > 0) {
    log("");
    await confirm(`Update ${names.join(", then ")}?`, yes, { hasChanged: hasRecovered });
  }
  for (const [index, one] of updates.entries()) await runUpdate({ ...one, quiet }, names.slice(index + 1));
  if (failed.length > 0) throw new OperatorError(`Not updated: ${failed.join(", ")}. The reasons are above.`);
}

/** @throws {OperatorError} if the canary would not be tried before the others */
function refuseWithoutCanary(name: string, { skipped, failed }: OneResult): void {
  if (failed !== undefined)
    throw new OperatorError(`No stack is updated: the update of the canary ${name} cannot be planned. ${failed}`);
  if (skipped === undefined) return;
  throw new OperatorError(
    [
      `No stack is updated: the canary ${name} would not be tried first, since ${skipped}.`,
      "  Name another stack, whose node runs: --canary <stack>",
    ].join("\n"),
  );
}

async function prepareOne(
  name: string,
  request: UpdateRequest,
  open: (name: string) => Promise<StackSession>,
): Promise<OneResult> {
  if (isDevStack(name)) return { skipped: "it is a development stack" };
  let isRecovering = false;
  try {
    const stack = await open(name);
    const skipped = await reasonToSkip(stack);
    if (skipped !== undefined) return { skipped };
    isRecovering = true;
    const recovery = await recoverFor(stack, request);
    isRecovering = false;
    return { update: await planStack(stack, request, recovery), hasRecovered: recovery !== "none" };
  } catch (error) {
    // A node that an earlier update has left without its release is no reason to go on with the next one.
    if (isRecovering || !(error instanceof OperatorError)) throw error;
    return { failed: error.message };
  }
}

const NOT_RUNNING = "no node is running";

/** Returns why a stack is left as it is: it has no node here that runs. */
async function reasonToSkip(stack: StackSession): Promise<string | undefined> {
  if (!(await stack.isInBackend())) return NOT_RUNNING;
  if (await stack.isElsewhere()) return "its node is on another machine";
  if (await stack.isStopped()) return "its settings keep its node stopped";
  // An update that was killed can have removed the container: it is finished first.
  const last = openJournal(stack.name).read();
  if (last && isInterrupted(last)) return undefined;
  return (await stack.snapshot()).location.container === undefined ? NOT_RUNNING : undefined;
}
