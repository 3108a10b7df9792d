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
    .description("Moves a validator to another stack, and so to another host: never two live nodes")
    .requiredOption("--from <stack>", "the stack whose node has the validator")
    .requiredOption("--to <stack>", "the stack whose node is to have it: its settings, with the same keys or with none")
    .option("-y, --yes", "asks nothing")
    .option("--host-is-gone", "the old host does not answer, and never will again: two epochs are waited")
    .option(
      "--epoch-seconds <number>",
      "how long an epoch of a custom network is, where its node cannot be asked",
      seconds,
    )
    .addHelpText("after", HELP)
    .action(async ({ from, to, ...options }: Options) => {
      await moveNode(
        await StackSession.openExclusive(from, "move"),
        await StackSession.openExclusive(to, "move"),
        options,
      );
    });
}

const HELP = `
Both stacks are of one backend, and open with one passphrase or key. The new one needs its own settings (host, address,
network, release); keys and p2p identity are copied where it has none, encrypted on both sides.
Ended half way, by Ctrl-C or worse, the same command goes on where it was; a wait counts from when the old node was seen
to be stopped. By plain Pulumi and Docker: docs/security.md, "Move a validator".`;

function seconds(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It takes a whole number of seconds: slots of an epoch × seconds of a slot.");
}

export async function moveNode(
  from: StackSession,
  to: StackSession,
  options: Omit<Options, "from" | "to">,
): Promise<void> {
  const at = await moveContext(from, to, options);
  const file = new RecordFile(from.name, to.name);
  if (!(await isHandedOver(at))) await handOver(at, file, options);
  if (!at.isGone) await assertStopped(from);
  await startNode(to);
  file.remove();
  log(summary(at));
}

/** All until the new node may start, from where an earlier run ended. */
async function handOver(
  at: MoveContext,
  file: RecordFile,
  { epochSeconds, yes }: Omit<Options, "from" | "to">,
): Promise<void> {
  const { from, to, plan, isGone } = at;
  const known = file.read();
  let record: MoveRecord = {
    ...(known && stillHolds(known, await stateTime(from))),
    epochSeconds: await epochLength(at, epochSeconds, known?.epochSeconds),
  };
  log(planLines(from.name, to.name, plan, record.epochSeconds, isGone).join("\n"));
  await confirm("Move it?", yes);
  const keep = (news: Partial<MoveRecord>) => {
    record = { ...record, ...news };
    file.write(record);
  };
  keep({});
  if (!record.stopped) {
    await prepareNew(at);
    keep({ stopped: await stopOld(at) });
  }
  if (!record.isProtected) {
    const again = `aztec-validator move --from ${from.name} --to ${to.name}${isGone ? " --host-is-gone" : ""}`;
    await ensureSigningProtection(at, record, again);
    keep({ isProtected: true });
  }
}

function summary({ from, to, plan }: MoveContext): string {
  return [
    `The validator ${plan.attesters.join(", ")} is live in ${to.name} alone; ${from.name} stays stopped, with its data.`,
    `  When all is well: pulumi destroy --stack ${from.name}, and remove its keys: they are still in Pulumi.${from.name}.yaml, encrypted.`,
  ].join("\n");
}
