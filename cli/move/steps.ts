/** The steps of a move. Each can be repeated safely, and none starts before the one before it has ended. */
import { serveRecordWait } from "../../remote/record-wait";
import { OperatorError, log, task } from "../../terminal/output";
import type { StackSession } from "../stack/session";
import { assertStopped, mayRun, stopNode } from "../stop";
import { transfer, listSigningData } from "./transfer";
import { claimUrn, containerUrn } from "./identity";
import { containersOf, type MoveContext, stateTime, volumeOf } from "./context";
import { transferDecision, waitReason } from "./transfer-decision";
import type { MovePlan } from "./plan";
import type { MoveRecord } from "./record";
import { waitUntil } from "./wait";

/** Copies the keys to the new stack, and creates all of it but the node, while the old node still runs. */
export async function prepareNew(to: StackSession, copied: MovePlan["copied"]): Promise<void> {
  // It comes first, so that no `up` from elsewhere starts the new node.
  to.file.set("stopped", "true");
  const settings = (isSecret: boolean) =>
    Object.fromEntries(copied.filter((one) => one.isSecret === isSecret).map(({ name, value }) => [name, value]));
  // Together: a stack that has some of the keys counts as one that has its own.
  if (copied.length > 0) await to.file.setSecrets(settings(true), settings(false));
  await to.up();
}

/** Stops the old node for good. @returns when it was seen stopped */
export async function stopOld({ from, plan, isGone }: MoveContext): Promise<NonNullable<MoveRecord["stopped"]>> {
  let since: string | undefined;
  if (isGone) await removeClaim(from);
  else {
    const isStopped = plan.old.settings.stopped && !(await from.snapshot()).location.container;
    if (!isStopped) {
      since = new Date().toISOString();
      await stopNode(from);
    }
    await task(`no container of ${from.name} is left on its host`, () => assertStopped(from));
  }
  return { since, at: new Date().toISOString(), state: await stateTime(from) };
}

/**
 * Removes the node and its key claim from the state: Pulumi cannot delete them on a host that does not answer. The node
 * depends on the claim, which a stack with `checkOtherStacks: false` does not have.
 */
async function removeClaim(from: StackSession): Promise<void> {
  from.file.set("stopped", "true");
  const { state } = await from.snapshot();
  const first = claimUrn(state) ?? containerUrn(state);
  if (first) await from.deleteFromState(first);
}

/**
 * Asks a host that was lost once more before another node starts: an outage may have ended in the two epochs of the wait, and
 * Docker starts its containers again.
 *
 * @throws {OperatorError} if the host answers, and has a container of the node
 */
export async function assertStillGone(from: StackSession): Promise<void> {
  const { docker } = (await from.snapshot()).location;
  const containers = (docker && (await containersOf(from, docker))) ?? [];
  if (containers.length === 0) return;
  throw mayRun(from, docker, `its host answers again, and has ${containers.join(", ")}`, containers);
}

/** Ensures that the new node signs nothing that contradicts what the old one has signed: copies its record, or waits. */
export async function ensureSigningProtection(
  context: MoveContext,
  { epochSeconds, stopped }: MoveRecord,
  again: string,
): Promise<void> {
  const { from, plan, isGone } = context;
  const isCopied = !isGone && (await transferSigningData(context));
  const why = waitReason(plan.old, plan.next, isCopied);
  if (why && stopped) {
    log(`  waiting until two epochs have passed since ${from.name} was stopped: ${why}`);
    await waitUntil(Date.parse(stopped.at) + 2 * epochSeconds * 1000, again);
    // The wait takes more than an hour, in which another machine may have brought the old stack up again.
    from.invalidate();
  }
  await acceptCopiedDisk(context.to);
}

/** Spares a disk that was made from a snapshot its own wait: its record is now that of the last node, or two epochs have passed. */
export async function acceptCopiedDisk(to: StackSession): Promise<void> {
  const snapshot = await to.snapshot();
  const { copiedFrom } = snapshot.location;
  if (copiedFrom) await serveRecordWait({ ...volumeOf(snapshot, to.name), snapshot: copiedFrom }, 0, true);
}

/** @returns whether the new volume has the data; a failed copy is printed and not thrown, because a wait is enough */
async function transferSigningData({ from, to }: MoveContext): Promise<boolean> {
  await assertStopped(to);
  try {
    const [old, next] = [volumeOf(await from.snapshot(), from.name), volumeOf(await to.snapshot(), to.name)];
    const decision = transferDecision(await listSigningData(old), await listSigningData(next));
    if (decision === "copy") await task("signing-protection data copied and verified", () => transfer(old, next));
    if (decision === "nothing") log(`  ${from.name} has no signing-protection data`);
    if (decision === "newer")
      log(`  ! the signing-protection data of ${to.name} is newer than that of ${from.name}: it is kept`);
    return decision === "copy" || decision === "present";
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`  ! signing-protection data: ${error.message}`);
    return false;
  }
}
