import type { Command } from "commander";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { rollBack } from "./transaction";
import type { JournalEntry } from "./journal";
import { StackSession } from "../stack/session";
import { reportOutcome } from "./outcome";
import { prepareUpdate } from "./prepare";
import { runUpdate } from "./run";
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

async function rollBackStack(stack: StackSession, yes: boolean | undefined): Promise<void> {
  const effects = stackEffects(stack);
  const entry = effects.journal.read();
  if (!entry)
    throw new OperatorError(
      `No update of ${stack.name} was made from this folder. To move to a release: aztec-validator update <release> --stack ${stack.name}`,
    );
  if (entry.phase === "rolledBack")
    throw new OperatorError(`The last update of ${stack.name} was already rolled back: it runs ${entry.from.release}.`);
  if (entry.phase === "applying" || entry.phase === "rollingBack") {
    await reportOutcome(stack, entry, await rollBack(entry, effects), { effects, expected: "rolledBack" });
    return;
  }
  const obstacle = await dataObstacle(stack, entry);
  if (obstacle !== undefined)
    throw new OperatorError(`${entry.from.release} cannot take over the data: ${obstacle}. Nothing was changed.`);
  await updateBack(stack, entry, yes);
}

/** Updates to the old release, with the same checks as any update. */
async function updateBack(
  stack: StackSession,
  { from, settingsBefore, settingsAfter, servedRollup }: JournalEntry,
  yes: boolean | undefined,
): Promise<void> {
  const { config } = await stack.config();
  const image = config.image === undefined ? undefined : from.image;
  const prepared = await prepareUpdate(stack, { release: from.release, image });
  if (!prepared) return;
  log("");
  await confirm(`Roll back ${stack.name}?`, yes);
  const settingsText = stack.file.read() === settingsAfter ? settingsBefore : undefined;
  await runUpdate({ ...prepared, settingsText, servedRollup });
}
