/** The steps of a move. Each is safe to be done again, and none is begun before the one before it has ended. */
import { setTimeout as sleep } from "node:timers/promises";
import { OperatorError, log, task } from "../../terminal/output";
import type { StackSession } from "../stack/session";
import { endNode } from "../stop";
import { transfer, listSigningData, runningContainers } from "./transfer";
import { claimUrn } from "./identity";
import { type MoveContext, stateTime, volumeOf } from "./context";
import { transferDecision, waitReason } from "./transfer-decision";
import type { MoveRecord } from "./record";
import { waitUntil } from "./wait";

/** Gives the new stack its keys, and makes all of it but the node: the old one is live meanwhile. */
export async function prepareNew({ to, plan }: MoveContext): Promise<void> {
  // First, so that no `up` from elsewhere starts it.
  await to.file.set("stopped", "true");
  for (const { name, value, isSecret } of plan.copied) {
    await (isSecret ? to.file.setSecrets({ [name]: value }) : to.file.set(name, value));
  }
  await to.up();
}

/** Ends the old node for good. @returns when it was seen to be gone */
export async function stopOld({ from, plan, isGone }: MoveContext): Promise<NonNullable<MoveRecord["stopped"]>> {
  if (isGone) await removeClaim(from);
  else {
    const isStopped = plan.old.settings.stopped && !(await from.snapshot()).location.container;
    if (!isStopped) await endNode(from);
    await task(`no node of ${from.name} is on its host`, () => assertStopped(from));
  }
  return { at: new Date().toISOString(), state: await stateTime(from) };
}

/** Of a host that does not answer nothing can be removed: what is known of its node leaves the state. */
async function removeClaim(from: StackSession): Promise<void> {
  await from.file.set("stopped", "true");
  const claim = claimUrn((await from.snapshot()).state);
  if (claim) await from.deleteFromState(claim);
}

/** Longest that what reads its data may take to go, in tenths of a second. */
const TRIES = 100;

/** @throws {OperatorError} naming what still lives there */
export async function assertStopped(stack: StackSession): Promise<void> {
  const { docker = [] } = (await stack.snapshot()).location;
  let there: string[] | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    there = await runningContainers(docker, stack.containerName);
    if (there?.length === 0) return;
    await sleep(100);
  }
  const what = there ? `${there.join(", ")} is still on the host` : "the host does not answer";
  throw new OperatorError(
    `The node of ${stack.name} is not seen to be stopped: ${what}. Nothing is started beside it.`,
  );
}

/** Sees to it that the new node signs nothing that the old one has signed otherwise. */
export async function ensureSigningProtection(
  moving: MoveContext,
  { epochSeconds, stopped }: MoveRecord,
  again: string,
): Promise<void> {
  const { from, plan, isGone } = moving;
  const isCarried = !isGone && (await transferSigningData(moving));
  const why = waitReason(plan.old, plan.next, isCarried);
  if (!why || !stopped) return;
  log(`  two epochs have to go by since ${from.name} was stopped: ${why}`);
  await waitUntil(Date.parse(stopped.at) + 2 * epochSeconds * 1000, again);
  // The wait takes more than an hour, in which another machine may have brought the old stack up again.
  from.invalidate();
}

/** @returns whether the new volume has it; what keeps it from being carried is said, and is no end: a wait will do */
async function transferSigningData({ from, to }: MoveContext): Promise<boolean> {
  await assertStopped(to);
  try {
    const [old, next] = [volumeOf(await from.snapshot(), from.name), volumeOf(await to.snapshot(), to.name)];
    const decision = transferDecision(await listSigningData(old), await listSigningData(next));
    if (decision === "carry")
      await task("signing-protection data is carried, and arrived as it was sent", () => transfer(old, next));
    if (decision === "nothing") log(`  ${from.name} has no signing-protection data`);
    if (decision === "newer")
      log(`  ! the signing-protection data of ${to.name} is newer than that of ${from.name}, and stays`);
    return decision === "carry" || decision === "there";
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`  ! signing-protection data: ${error.message}`);
    return false;
  }
}
