import { Command } from "commander";
import { log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { epochLength, isHandedOver, moveContext, type MoveOptions, type MoveContext, stateTime } from "./context";
import { epochSeconds } from "./epoch-option";
import { planLines } from "./plan";
import { type MoveRecord, RecordFile, stillHolds } from "./record";
import { stopOld, prepareNew, ensureSigningProtection, assertStillGone } from "./steps";
import { StackSession } from "../stack/session";
import { describeStop, startNode } from "../start";
import { assertStopped } from "../stop";

interface Options extends MoveOptions {
  readonly from: string;
  readonly to: string;
  readonly yes?: boolean;
}

/** `aztec-validator move` */
export function move(): Command {
  return new Command("move")
    .description("Move a validator to another stack and host, with at most one live node")
    .requiredOption("--from <stack>", "the stack that runs the validator now")
    .requiredOption("--to <stack>", "the stack to move it to, configured with the same keys or none")
    .option("-y, --yes", "skip the confirmation prompt")
    .option("--host-is-gone", "the old host is lost for good: wait two epochs instead of stopping its node")
    .option(
      "--epoch-seconds <number>",
      "length of an epoch of a custom network whose node cannot be queried",
      epochSeconds,
    )
    .addHelpText("after", HELP)
    .action(async ({ from, to, ...options }: Options) => {
      const old = await StackSession.openExclusive(from, "move");
      await moveNode(old, await StackSession.openExclusive(to, "move"), options);
    });
}

const HELP = `
Stops the old node, hands over its keys, p2p identity and signing-protection
data, and starts the new node. Two nodes never run at once: they would be
slashed for signing with one key.

Both stacks need the same backend and the same passphrase or key. Configure the
new one first (host, address, network, release). Keys and p2p identity are
copied if it has none, encrypted on both sides.

If the command is interrupted, run it again: it continues where it stopped.
Waiting times count from when the old node was seen to be stopped, unless that
is more than two epochs and an hour ago: the wait then starts again.

Examples:
  $ aztec-validator move --from old --to new
  $ aztec-validator move --from old --to new --host-is-gone

With plain Pulumi and Docker: docs/daily-operations.md, "Move a validator"`;

/** Moves a validator, or continues a move that was interrupted. */
export async function moveNode(
  from: StackSession,
  to: StackSession,
  options: Omit<Options, "from" | "to">,
): Promise<void> {
  const context = await moveContext(from, to, options);
  const file = new RecordFile(from.name, to.name);
  if (!(await isHandedOver(context))) await handOver(context, file, options);
  await (context.isGone ? assertStillGone(from) : assertStopped(from));
  await startNode(to);
  const since = file.read()?.stopped?.since;
  file.remove();
  log(summary(context));
  if (since !== undefined) log(await describeStop(to, { from: Date.parse(since) / 1000, to: Date.now() / 1000 }));
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
  log(planLines(from.name, to.name, plan, record, isGone).join("\n"));
  await confirm("Move it?", yes);
  const save = (progress: Partial<MoveRecord>) => {
    record = { ...record, ...progress };
    file.write(record);
  };
  save({});
  if (!record.stopped) {
    await prepareNew(context.to, context.plan.copied);
    save({ stopped: await stopOld(context) });
  }
  if (!record.isProtected) {
    const again = `aztec-validator move --from ${from.name} --to ${to.name}${isGone ? " --host-is-gone" : ""}`;
    await ensureSigningProtection(context, record, again);
    save({ isProtected: true });
  }
}

/** Describes the result, and how to remove the old stack: its data is protected, and a lost host can remove nothing. */
function summary({ from, to, plan, isGone }: MoveContext): string {
  const old = from.name;
  const moved = `The validator ${plan.attesters.join(", ")} now runs in ${to.name} only.`;
  const once = `  Once ${to.name} performs its duties`;
  if (isGone)
    return [
      `${moved} ${old} is stopped in its state and settings; terminate its host.`,
      `${once}, forget ${old}, with the keys in Pulumi.${old}.yaml: pulumi stack rm ${old} --force`,
    ].join("\n");
  return [
    `${moved} ${old} stays stopped and keeps its data.`,
    `${once}: pulumi state unprotect --all --stack ${old} && pulumi destroy --stack ${old}`,
    `  Then delete the keys in Pulumi.${old}.yaml, which are still stored there, encrypted: pulumi stack rm ${old}`,
  ].join("\n");
}
