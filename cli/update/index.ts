import { readdirSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { STOP_GRACE_SECONDS } from "../../node/container";
import { isRelease } from "../../settings/releases/release";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { OperatorError, log } from "../../terminal/output";
import { StackSession } from "../stack/session";
import { type PreparedUpdates, prepareAll, runAll } from "./all";
import type { UpdateRequest } from "./plan";
import { prepareUpdate, type QuietOptions } from "./prepare";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { stackNamesIn } from "../../settings/stack-name";

interface UpdateOptions extends StackOptions {
  readonly image?: string;
  readonly yes?: boolean;
  readonly all?: boolean;
  readonly canary?: string;
  readonly unattended?: boolean;
  readonly waitForQuiet?: boolean;
  readonly quietSeconds?: number;
  readonly quietLimit?: number;
}

const HELP = `
Without a release, updates to the newest known release of the same major
version. A new major release may require work on your side, so you must name it.
Moving tags such as latest are refused.

Steps:
  1. Check the settings against the new release. Settings that it no longer
     reads are listed, and removed after you confirm.
  2. While the old node runs: pull the image, check processor, disk and network,
     and back up data that cannot be rebuilt.
  3. Stop the node (grace period ${STOP_GRACE_SECONDS} s) and start the new container. It has
     readyTimeoutSeconds to become ready.
  4. If it does not, roll back to the old release and the old settings, and exit
     with code 1. If the data does not allow that, the plan says so before you
     confirm.

Ctrl-C rolls back too. If the command is killed, the next update, rollback or
start finishes its work.

--wait-for-quiet starts step 3 when the validator has no duty for long enough:
one and a half times as long as its last update took, or a minute if there is
no record of one. The chain decides about the current epoch and the next; a
validator in every committee has a duty in each slot, and no such time. The
command gives up after 8 epochs, and changes nothing.

--unattended is for timers: it installs patch releases only, removes no
settings, and applies none that have changed since the last \`up\`. With --all it
requires --canary.

--all skips development stacks, nodes on another machine, and those that do not
run. If it cannot plan the update of a stack, it skips that too, and exits with
code 1. The canary has to get ready on the new release, or to be ready on it
already.

Examples:
  $ aztec-validator update --stack testnet
  $ aztec-validator update 6.0.0 --stack testnet
  $ aztec-validator update --all --canary testnet --unattended

With plain Pulumi: docker pull <image>, then
pulumi config set release <release> && pulumi up`;

/** `aztec-validator update` */
export function update(): Command {
  return stackCommand("update", "Update the node to another release, and roll back if it does not become ready")
    .argument("[release]", "the release, for example 5.2.0", release)
    .option("--image <image>", "the image to use instead of the vendor's image of the release")
    .option("-y, --yes", "skip the confirmation; confirms that the work in the plan's line `before` is done")
    .option("--all", "update every stack of this folder that is up, one by one; stop at the first that is not ready")
    .option("--canary <stack>", "with --all: the stack to update first; if it cannot be, none is")
    .option("--unattended", "install patch releases only, without confirmation")
    .option("--wait-for-quiet", "stop the node only when it has no duty for long enough")
    .option("--quiet-seconds <seconds>", "with --wait-for-quiet: how long it must have no duty", positive)
    .option("--quiet-limit <minutes>", "with --wait-for-quiet: give up after this time; default: 8 epochs", positive)
    .addHelpText("after", HELP)
    .action(updateStacks);
}

function positive(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Pass a whole number, 1 or more.");
}

function release(text: string): string {
  if (isRelease(text)) return text;
  throw new InvalidArgumentError("Name a release such as 5.2.0: a tag such as latest can change from day to day.");
}

async function updateStacks(requested: string | undefined, options: UpdateOptions): Promise<void> {
  const { image, unattended, yes = unattended, all, canary, stack } = options;
  const quiet = quietOptions(options);
  refuseContradictions(options);
  const request = { release: requested, image, unattended };
  const prepared = all
    ? await prepareAll(stacksOfFolder(canary), request, { canary })
    : await prepareSelected(stack, request);
  await runAll(prepared, { yes, quiet });
}

/** Plans the update of one stack. @param name undefined for the default stack */
async function prepareSelected(name: string | undefined, request: UpdateRequest): Promise<PreparedUpdates> {
  const prepared = await prepareUpdate(await StackSession.openExclusive(name, "update"), request);
  return { updates: prepared ? [prepared] : [], failed: [], hasRecovered: prepared?.hasRecovered ?? false };
}

function quietOptions({ waitForQuiet, quietSeconds, quietLimit }: UpdateOptions): QuietOptions | undefined {
  if (waitForQuiet) return { seconds: quietSeconds, limit: quietLimit && 60 * quietLimit };
  if (quietSeconds === undefined && quietLimit === undefined) return undefined;
  throw new OperatorError("--quiet-seconds and --quiet-limit require --wait-for-quiet.");
}

function refuseContradictions({ all, canary, stack, unattended }: UpdateOptions): void {
  if (canary !== undefined && !all)
    throw new OperatorError("--canary requires --all: it is the stack to update first.");
  if (!all) return;
  if (stack !== undefined) throw new OperatorError("--all updates every stack of this folder: omit --stack.");
  if (unattended && canary === undefined)
    throw new OperatorError("--unattended --all requires --canary <stack>: the stack to update first.");
}

/** Returns the stacks of this folder, the canary first. @throws {OperatorError} if there is no such canary */
function stacksOfFolder(canary: string | undefined): string[] {
  const available = stackNamesIn(readdirSync(PROJECT_DIR)).sort();
  if (canary !== undefined && !available.includes(canary))
    throw new OperatorError(`There is no stack ${canary}. Stacks of this folder: ${available.join(", ")}.`);
  log(`Stacks of this folder: ${available.join(", ")}`);
  return canary === undefined ? available : [canary, ...available.filter((name) => name !== canary)];
}
