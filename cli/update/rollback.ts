import type { Command } from "commander";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import type { Edit } from "./edits";
import { rollBack, type UpdateEffects } from "./transaction";
import { isInterrupted, type JournalEntry } from "./journal";
import { StackSession } from "../stack/session";
import { recoverInterrupted, reportOutcome } from "./outcome";
import { prepareUpdate, stoppedMidway } from "./prepare";
import { runUpdate } from "./run";
import { hasSameValue } from "../stack/settings-yaml";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { dataObstacle, stackEffects } from "./effects";

interface RollbackOptions extends StackOptions {
  readonly yes?: boolean;
}

const HELP = `
A failed update rolls back by itself. This command is for an update that
succeeded, and turned out to be bad later. The last update is recorded in this
folder (.updates/).

It restores the settings file from before the update, or only release and image
if you have changed the file since. Data is never rolled back: the record of
what was signed must not be lost. The command refuses, with the reason, if the
old release cannot read the new data or does not serve the network's rollup.

Example:
  $ aztec-validator rollback --stack testnet

With plain Pulumi: pulumi config set release <release> && pulumi up`;

/** `aztec-validator rollback` */
export function rollback(): Command {
  return stackCommand("rollback", "Return to the release before the last update")
    .option("-y, --yes", "skip the confirmation prompt")
    .addHelpText("after", HELP)
    .action(async ({ stack, yes }: RollbackOptions) => {
      await rollBackStack(await StackSession.openExclusive(stack, "rollback"), yes);
    });
}

/** Returns a stack to the release before its last update. @throws {OperatorError} if it cannot, with the reason */
export async function rollBackStack(stack: StackSession, yes: boolean | undefined): Promise<void> {
  const effects = stackEffects(stack);
  const entry = effects.journal.read();
  if (!entry)
    throw new OperatorError(
      `No update of ${stack.name} was made from this folder. To move to a release: aztec-validator update <release> --stack ${stack.name}`,
    );
  if (isInterrupted(entry)) {
    if (await stack.isStopped()) throw new OperatorError(stoppedMidway(stack.name));
    if (entry.rollbackOf) return continueRollback(stack, entry, yes);
    await refuseIfPassed(stack, entry, effects);
    await reportOutcome(stack, entry, await rollBack(entry, effects), { effects, expected: "rolledBack" });
    return;
  }
  refuseSecond(stack.name, entry);
  const obstacle = await dataObstacle(stack, entry);
  if (obstacle !== undefined)
    throw new OperatorError(`${entry.from.release} cannot take over the data: ${obstacle}. Nothing was changed.`);
  await updateBack(stack, entry, yes);
}

/** Refuses to take back a rollback: repeated by mistake, the command would return to the release that turned out to be bad. */
function refuseSecond(stack: string, { phase, from, to, rollbackOf }: JournalEntry): void {
  if (phase !== "rolledBack" && !rollbackOf) return;
  const { release } = rollbackOf ? to : from;
  throw new OperatorError(
    [
      `The last update of ${stack} was already rolled back: it runs ${release}.`,
      `  To move to a release: aztec-validator update <release> --stack ${stack}`,
    ].join("\n"),
  );
}

/**
 * Continues a rollback that was killed. If it had failed and was on its way back to the new release, that is finished
 * first, and the rollback begins anew.
 */
async function continueRollback(stack: StackSession, { phase }: JournalEntry, yes: boolean | undefined): Promise<void> {
  await recoverInterrupted(stack);
  if (phase === "rollingBack") await rollBackStack(stack, yes);
}

/**
 * Refuses to interrupt an update that has passed a point of no return: its new node may have run, and the old one could
 * sign twice with its data.
 */
async function refuseIfPassed(stack: StackSession, entry: JournalEntry, effects: UpdateEffects): Promise<void> {
  // A rollback that has begun was possible then, and the old node is the only one that has run since.
  if (entry.phase === "rollingBack") return;
  const obstacle = await effects.rollbackObstacle(entry);
  if (obstacle === undefined) return;
  throw new OperatorError(
    [
      `The update of ${stack.name} to ${entry.to.release} was interrupted, and ${entry.from.release} cannot run again: ${obstacle}. Nothing was changed.`,
      `  To finish the update: aztec-validator start --stack ${stack.name}`,
    ].join("\n"),
  );
}

/** Updates to the old release, with the same checks as any update. */
async function updateBack(stack: StackSession, entry: JournalEntry, yes: boolean | undefined): Promise<void> {
  const { from, settingsBefore, settingsAfter, servedRollup } = entry;
  const { config } = await stack.config();
  const image = config.image === undefined ? undefined : from.image;
  const prepared = await prepareUpdate(stack, { release: from.release, image });
  if (!prepared) return;
  log("");
  await confirm(`Roll back ${stack.name}?`, yes);
  const settingsText = stack.file.read() === settingsAfter ? settingsBefore : undefined;
  const hadImage = !hasSameValue(settingsBefore, "", PROJECT_NAME, "image");
  const edits = hadImage || config.release === undefined ? prepared.plan.edits : withoutImage(prepared.plan.edits);
  await runUpdate({ ...prepared, plan: { ...prepared.plan, edits }, settingsText, servedRollup, rollbackOf: entry });
}

/** Removes the setting `image` instead of setting it to the vendor's: before the update there was none. */
function withoutImage(edits: readonly Edit[]): Edit[] {
  return edits.map((edit) => (edit.path === "image" ? { path: "image" } : edit));
}
