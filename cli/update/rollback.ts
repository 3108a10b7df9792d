import type { Command } from "commander";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { rollBack } from "./transaction";
import type { Entry } from "./journal";
import { StackSession } from "../stack/session";
import { conclude } from "./outcome";
import { carryOut, prepareUpdate } from "./run";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { effectsOf, reasonToStay } from "./update-effects";

interface RollbackOptions extends StackOptions {
  readonly yes?: boolean;
}

const HELP = `
An update that fails is taken back by itself; this is for one that went well and proved bad. The settings file becomes
what it was before the update; if you have changed it since, release and image alone do. The data is not taken back: what
was signed since must not be forgotten. Where the new release has written data that the old one does not read, or the
network has moved to a rollup that the old one does not serve, it is refused, with the reason.

It knows the last update that was made from this folder. By plain Pulumi: pulumi config set release <release> && pulumi up`;

/** `aztec-validator rollback` */
export function rollback(): Command {
  return stackCommand("rollback", "Goes back to the release before the last update")
    .option("-y, --yes", "asks nothing")
    .addHelpText("after", HELP)
    .action(async ({ stack, yes }: RollbackOptions) => {
      await rollBackStack(await StackSession.openExclusive(stack, "rollback"), yes);
    });
}

async function rollBackStack(stack: StackSession, yes: boolean | undefined): Promise<void> {
  const machine = effectsOf(stack);
  const entry = machine.journal.read();
  if (!entry)
    throw new OperatorError(
      `No update of ${stack.name} was made from this folder. Say where to: aztec-validator update <release> --stack ${stack.name}`,
    );
  if (entry.phase === "taken back")
    throw new OperatorError(`The last update of ${stack.name} was taken back already: it runs ${entry.from.release}.`);
  if (entry.phase === "forth" || entry.phase === "back") {
    conclude(stack, entry, await rollBack(entry, machine), { machine, wanted: "taken back" });
    return;
  }
  const why = await reasonToStay(stack, entry);
  if (why !== undefined)
    throw new OperatorError(`${entry.from.release} cannot have the data back: ${why}. Nothing was changed.`);
  await reverse(stack, entry, yes);
}

async function reverse(
  stack: StackSession,
  { from, before, after, serves }: Entry,
  yes: boolean | undefined,
): Promise<void> {
  const { config } = await stack.config();
  const image = config.image === undefined ? undefined : from.image;
  const prepared = await prepareUpdate(stack, { release: from.release, image });
  if (!prepared) return;
  log("");
  await confirm(`Take ${stack.name} back?`, yes);
  const whole = stack.file.read() === after ? before : undefined;
  await carryOut({ ...prepared, whole, served: serves });
}
