/** Brings a backup's identity and signing record to a stack, and starts its node. Each step can be repeated safely. */
import path from "node:path";
import { RELEASE } from "../../images/tags";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { secretsProviderIn } from "../../pulumi/login";
import { log, OperatorError, task } from "../../terminal/output";
import { lostHostCommand } from "../../settings/commands";
import { quote } from "../../settings/shell-word";
import { confirm } from "../../terminal/prompts";
import { containersOf, fixedEpoch, stateTime, unknownEpoch, volumeOf } from "../move/context";
import { generatedIdentity } from "../move/identity";
import { checkedSide, IDENTITY } from "../move/plan";
import { type MoveRecord, RecordFile, stillHolds } from "../move/record";
import { acceptCopiedDisk, prepareNew } from "../move/steps";
import { assertStopped } from "../stop";
import { listSigningData } from "../move/transfer";
import { waitUntil } from "../move/wait";
import type { StackSession } from "../stack/session";
import { startNode } from "../start";
import { refuseUsedKeys } from "./claims";
import { type Manifest, SETTINGS, validatorOf } from "./manifest";
import { missingSettings, planLines, reasonToWait, recordDecision, refuseOther, type RestorePlan } from "./plan";
import { hasVolume, putRecord } from "./record";

/** An unpacked backup. */
export interface Backup {
  readonly manifest: Manifest;
  /** The folder with its files. */
  readonly folder: string;
  /** The command that restores it. */
  readonly again: string;
}

export interface RestoreOptions {
  readonly yes?: boolean;
  readonly epochSeconds?: number;
}

type Stopped = NonNullable<MoveRecord["stopped"]>;

/** Folder of the checkout with the progress of restores; Git ignores it. */
const PROGRESS = path.join(PROJECT_DIR, ".restores");

/** Restores a stack from a backup, or continues a restore that was interrupted. */
export async function restoreData(stack: StackSession, backup: Backup, options: RestoreOptions): Promise<void> {
  const { manifest } = backup;
  await refuseRunning(stack, manifest);
  const file = new RecordFile("backup", stack.name, PROGRESS);
  const plan = await planRestore(stack, backup, file, options.epochSeconds);
  await decideIfThere(stack, manifest);
  log(planLines(stack.name, manifest, plan).join("\n"));
  await confirm("Restore it?", options.yes);
  const stopped = await stopForGood(stack, plan, file);
  if (plan.wait) {
    // A volume that the state did not have before is known only now: a newer record is not worth the wait.
    await decideIfThere(stack, manifest);
    await serveWait(stack, stopped, plan.wait, backup.again);
  }
  await task(`no container of ${stack.name} is on its host`, () => assertStopped(stack));
  await restoreRecord(stack, backup);
  await startNode(stack).catch((error: unknown) => {
    log(
      `  ! The data of ${stack.name} is restored and the wait is over; only the start failed. Once you have fixed the cause: aztec-validator start --stack ${stack.name}`,
    );
    throw error;
  });
  file.remove();
  log(summary(stack.name, manifest));
}

/** @throws {OperatorError} if the stack is not in the backend, or its node runs or may run */
async function refuseRunning(stack: StackSession, manifest: Manifest): Promise<void> {
  if (!(await stack.isInBackend())) {
    const provider = secretsProviderIn(stack.file.read());
    const option = provider === undefined ? "" : ` --secrets-provider ${quote(provider)}`;
    throw new OperatorError(
      `The backend has no stack ${stack.name}, only its settings file is here. Nothing was changed. Make it, then run the command again: pulumi stack init ${stack.name}${option}`,
    );
  }
  await refuseLiveNode(stack, manifest);
}

/**
 * @param ifGone what the command for a lost host needs besides
 * @throws {OperatorError} if the node runs, or may run: its record is newer than any backup
 */
export async function refuseLiveNode(
  stack: StackSession,
  manifest: Manifest,
  ifGone: readonly string[] = [],
): Promise<void> {
  const { docker } = (await stack.snapshot()).location;
  if (!docker) return;
  const containers = await containersOf(stack, docker);
  if (containers === undefined)
    throw new OperatorError(
      [
        `The host of ${stack.name} does not answer, so nothing confirms that its node is stopped. Nothing was changed.`,
        "  Two nodes that sign with one key are slashed: bring the host back, or terminate it at your provider.",
        `  If it is gone for good: ${lostHostCommand(stack.name)}`,
        ...ifGone,
      ].join("\n"),
    );
  if (containers.length === 0) return;
  throw new OperatorError(
    [
      `The node of ${stack.name} is on its host (${containers.join(", ")}): its own record is newer than ${manifest.madeAt}. Nothing was changed.`,
      `  If its data is damaged, stop it first: aztec-validator stop --stack ${stack.name}`,
    ].join("\n"),
  );
}

async function planRestore(
  stack: StackSession,
  { manifest, folder }: Backup,
  file: RecordFile,
  epochOption: number | undefined,
): Promise<RestorePlan> {
  const own = await stack.config();
  const saved = await stack.configIn(path.join(folder, SETTINGS));
  const present = own.config[IDENTITY] ?? generatedIdentity(await stack.stateWithSecrets());
  const copied = missingSettings(saved, own, present);
  const secret = new Set(copied.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  const config = { ...own.config, ...Object.fromEntries(copied.map(({ name, value }) => [name, value])) };
  const isSecret = (name: string) => own.isSecret(name) || secret.has(name);
  const checked = checkedSide({ name: stack.name, config, isSecret }, RELEASE);
  const validator = validatorOf(checked);
  refuseOther(manifest, stack.name, validator);
  await refuseUsedKeys(stack.name, checked.settings);
  const reason = reasonToWait(manifest, validator);
  const epoch = () => fixedEpoch(checked, epochOption) ?? manifest.epochSeconds ?? unknownEpoch(UNKNOWN);
  const stopped = await earlierStop(stack, file);
  return { copied, wait: reason === undefined ? undefined : { reason, epochSeconds: epoch(), stopped } };
}

const UNKNOWN = "its node does not run, and the backup does not contain the length";

/** Returns when an interrupted run saw the host without a node; undefined if that does not count any more. */
async function earlierStop(stack: StackSession, file: RecordFile): Promise<Stopped | undefined> {
  const earlier = file.read();
  return earlier && stillHolds(earlier, await stateTime(stack)).stopped;
}

/** Creates everything of the stack except the node. @returns when its host was seen without a node, in this run or an earlier one */
async function stopForGood(stack: StackSession, { copied, wait }: RestorePlan, file: RecordFile): Promise<Stopped> {
  // Again: the confirmation may have waited long.
  const before = await earlierStop(stack, file);
  if (before) return before;
  const { docker, volume } = (await stack.snapshot()).location;
  // Resources that are gone from the host must leave the state, or `up` would not create them again.
  if (docker && volume && (await hasVolume({ docker, volume })) === false) await stack.refresh();
  await prepareNew(stack, copied);
  await assertStopped(stack);
  const stopped = { at: new Date().toISOString(), state: await stateTime(stack) };
  if (wait) file.write({ epochSeconds: wait.epochSeconds, stopped });
  return stopped;
}

/** Waits until no key can have a duty in a slot that was signed after the backup. */
async function serveWait(
  stack: StackSession,
  { at }: Stopped,
  { reason, epochSeconds }: NonNullable<RestorePlan["wait"]>,
  again: string,
): Promise<void> {
  log(`  waiting until two epochs have passed since the host was seen without a node: ${reason}`);
  await waitUntil(Date.parse(at) + 2 * epochSeconds * 1000, again);
  // In that time another machine may have brought the stack up.
  stack.invalidate();
  await acceptCopiedDisk(stack);
}

/** Decides about the record on a volume that exists already. @throws {OperatorError} if it is newer: nothing is changed */
async function decideIfThere(stack: StackSession, manifest: Manifest): Promise<void> {
  const { docker, volume, image } = (await stack.snapshot()).location;
  if (!docker || !volume || !image || !(await hasVolume({ docker, volume }))) return;
  recordDecision(manifest, await listSigningData({ docker, volume, image }), stack.name);
}

async function restoreRecord(stack: StackSession, { manifest, folder }: Backup): Promise<void> {
  const volume = volumeOf(await stack.snapshot(), stack.name);
  const decision = recordDecision(manifest, await listSigningData(volume), stack.name);
  const { record } = manifest;
  if (decision === "present") log("  the volume has the record of what was signed already");
  else if (record) await task("record of what was signed copied and verified", () => putRecord(folder, record, volume));
  else if (manifest.attesters.length > 0) log("  ! the backup has no record of what was signed");
}

function summary(stack: string, { peerId, attesters }: Manifest): string {
  return [
    `${stack} is restored${peerId === undefined ? "" : `, and peers know it as before: ${peerId}`}.`,
    ...(attesters.length > 0 ? [`  It attests as ${attesters.join(", ")}.`] : []),
    `  To see how it does: aztec-validator status --stack ${stack}`,
  ].join("\n");
}
