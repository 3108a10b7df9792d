import { Command, InvalidArgumentError } from "commander";
import { log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { epochLength, isHandedOver, moveContext, type MoveOptions, type MoveContext, stateTime } from "./context";
import { planLines } from "./plan";
import { type MoveRecord, RecordFile, stillHolds } from "./record";
import { stopOld, prepareNew, ensureSigningProtection, assertStopped } from "./steps";
import { StackSession } from "../stack/session";
import { startNode } from "../start";

interface Options extends MoveOptions {
  readonly from: string;
  readonly to: string;
  readonly yes?: boolean;
}

/** `aztec-validator move` */
export function move(): Command {
  return new Command("move")
    .description("Moves a validator to another stack, and so to another host; two nodes never run at once")
    .requiredOption("--from <stack>", "the stack that has the validator")
    .requiredOption("--to <stack>", "the stack that takes it over: with its own settings, and the same keys or none")
    .option("-y, --yes", "skip the confirmation")
    .option("--host-is-gone", "the old host does not answer and never will; the move then waits two epochs")
    .option(
      "--epoch-seconds <number>",
      "the length of an epoch of a custom network, if its node cannot be queried",
      seconds,
    )
    .addHelpText("after", HELP)
    .action(async ({ from, to, ...options }: Options) => {
      const old = await StackSession.openExclusive(from, "move");
      await moveNode(old, await StackSession.openExclusive(to, "move"), options);
    });
}

const HELP = `
Both stacks must be in one backend, with the same passphrase or encryption key. The new stack needs its own settings (host,
address, network, release). Keys and p2p identity that it does not have are copied, encrypted on both sides.
If the move is interrupted, run the same command again: it continues where it stopped. A wait counts from the moment when
the old node was seen stopped. With plain Pulumi and Docker: docs/daily-operations.md, "Move a validator".`;

function seconds(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Pass a whole number of seconds: slots of an epoch × seconds of a slot.");
}

/** Moves a validator, or continues a move that was interrupted. */
export async function moveNode(
  from: StackSession,
  to: StackSession,
  options: Omit<Options, "from" | "to">,
): Promise<void> {
  const context = await moveContext(from, to, options);
  const file = new RecordFile(from.name, to.name);
  if (!(await isHandedOver(context))) await handOver(context, file, options);
  if (!context.isGone) await assertStopped(from);
  await startNode(to);
  file.remove();
  log(summary(context));
}

/** Does everything up to the point where the new node may start, from where an earlier run stopped. */
async function handOver(
  context: MoveContext,
  file: RecordFile,
  { epochSeconds, yes }: Omit<Options, "from" | "to">,
): Promise<void> {
  const { from, to, plan, isGone } = context;
  const earlier = file.read();
  let record: MoveRecord = {
    ...(earlier && stillHolds(earlier, await stateTime(from))),
    epochSeconds: await epochLength(context, epochSeconds, earlier?.epochSeconds),
  };
  log(planLines(from.name, to.name, plan, record.epochSeconds, isGone).join("\n"));
  await confirm("Move it?", yes);
  const save = (progress: Partial<MoveRecord>) => {
    record = { ...record, ...progress };
    file.write(record);
  };
  save({});
  if (!record.stopped) {
    await prepareNew(context);
    save({ stopped: await stopOld(context) });
  }
  if (!record.isProtected) {
    const again = `aztec-validator move --from ${from.name} --to ${to.name}${isGone ? " --host-is-gone" : ""}`;
    await ensureSigningProtection(context, record, again);
    save({ isProtected: true });
  }
}

function summary({ from, to, plan }: MoveContext): string {
  return [
    `The validator ${plan.attesters.join(", ")} now runs in ${to.name} only. ${from.name} stays stopped and keeps its data.`,
    `  Once ${to.name} performs its duties: pulumi destroy --stack ${from.name}`,
    `  Then delete the keys in Pulumi.${from.name}.yaml, which are still stored there, encrypted.`,
  ].join("\n");
}
