import { readdirSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { isRelease } from "../../settings/releases/release";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { OperatorError, log } from "../../terminal/output";
import { confirm } from "../../terminal/prompts";
import { StackSession } from "../stack/session";
import { carryOut, type Prepared, prepareUpdate } from "./run";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { stackNamesIn } from "../stack/name";

interface UpdateOptions extends StackOptions {
  readonly image?: string;
  readonly yes?: boolean;
  readonly all?: boolean;
  readonly canary?: string;
  readonly unattended?: boolean;
}

const HELP = `
Without a release it goes to the newest one of the same major release that this version of the program knows: what a
new major release demands has to be asked for by its number. No moving tag is ever followed.

What it does, and in which order:
  1. The settings are checked against the new release; what that no longer reads is listed and removed with your yes.
  2. The image is pulled and the disk looked at while the node runs; of what cannot be made again, a copy is kept.
  3. The node is stopped, with time to end, and started anew; it has readyTimeoutSeconds until it is ready.
  4. If it is not, the old release is started again with the old settings, and the exit code is 1. Where the data would
     not allow that, the plan says so before.
Ctrl-C takes it back too. A command that was killed half way is ended by the next update, rollback or start.

Unattended (a timer): only patch releases, nothing removed, and with --all a --canary that has to be ready first.

By plain Pulumi: docker pull <image>; pulumi config set release <release> && pulumi up`;

/** `aztec-validator update` */
export function update(): Command {
  return stackCommand("update", "Takes the node to another release, and back by itself if it is not ready there")
    .argument("[release]", "such as 5.2.0", release)
    .option("--image <image>", "the image, where it is another than the vendor's for the release")
    .option("-y, --yes", "asks nothing; what has to be done before is done")
    .option("--all", "every stack of this folder that is up, one after another, until one is not ready")
    .option("--canary <stack>", "with --all: the one that goes first")
    .option("--unattended", "asks nothing, and does nothing but patches")
    .addHelpText("after", HELP)
    .action(updateStacks);
}

function release(text: string): string {
  if (isRelease(text)) return text;
  throw new InvalidArgumentError("It takes a release such as 5.2.0: what latest is changes from one day to the next.");
}

async function updateStacks(wished: string | undefined, options: UpdateOptions): Promise<void> {
  const { image, unattended, yes = unattended } = options;
  const prepared: Prepared[] = [];
  for (const name of named(options)) {
    const one = await prepareUpdate(
      await StackSession.openExclusive(name, "update"),
      { release: wished, image, unattended },
      options.all,
    );
    if (one) prepared.push(one);
  }
  if (prepared.length === 0) return;
  const names = prepared.map(({ stack }) => stack.name);
  log("");
  await confirm(`Update ${names.join(", then ")}?`, yes);
  for (const [index, one] of prepared.entries()) await carryOut(one, names.slice(index + 1));
}

/** Undefined stands for the one stack that is meant. */
function named({ all, canary, stack, unattended }: UpdateOptions): (string | undefined)[] {
  if (canary !== undefined && !all)
    throw new OperatorError("--canary goes with --all: it is the stack that goes first.");
  if (!all) return [stack];
  if (stack !== undefined) throw new OperatorError("--all is every stack of this folder: leave --stack out.");
  if (unattended && canary === undefined)
    throw new OperatorError("--unattended --all needs --canary <stack>: the one that goes first.");
  const known = stackNamesIn(readdirSync(PROJECT_DIR)).sort();
  if (canary !== undefined && !known.includes(canary))
    throw new OperatorError(`There is no stack ${canary}; there are ${known.join(", ")}.`);
  log(`Stacks of this folder: ${known.join(", ")}`);
  return canary === undefined ? known : [canary, ...known.filter((name) => name !== canary)];
}
