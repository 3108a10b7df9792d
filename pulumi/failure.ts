/** Says in words why a command of Pulumi failed, and what to do, where it has a known cause. */
import path from "node:path";
import {
  isForeignSecret,
  isNotLoggedIn,
  isUnknownStack,
  isUnreadablePassphraseFile,
  isWithoutPassphrase,
  isWrongPassphrase,
} from "./errors";
import { checkoutOption } from "./checkout-option";
import { PROJECT_NAME, upStacks } from "./dev-stack";
import { LOGIN_FIX } from "./login";
import { STACK_LABEL } from "../settings/stack-name";
import { OperatorError } from "../terminal/output";

/** The stack that a command worked on. */
export interface FailedStack {
  readonly name: string;
  readonly isDev: boolean;
  /** Secrets of its file that its key does not decrypt, if that is known. */
  readonly foreignSecrets?: readonly string[];
}

export interface FailureOptions {
  /** What the failure has left: `; nothing was written` */
  readonly note?: string;
  /** @default the one that Pulumi selects */
  readonly stack?: FailedStack;
}

/** A failure of Pulumi with a known cause. */
export class KnownFailure extends OperatorError {
  /**
   * @param summary a sentence without its full stop
   * @param remedies commands, each with the case that it is for; without a full stop
   */
  constructor(
    readonly summary: string,
    readonly remedies: readonly string[],
  ) {
    super([`${summary}.`, ...remedies.map((remedy) => `  ${remedy}`)].join("\n"));
  }
}

/** A stack's secrets cannot be decrypted. */
export class DecryptionError extends KnownFailure {}

/** The backend has no stack of that name. */
export class UnknownStackError extends KnownFailure {
  constructor(stack: FailedStack | undefined) {
    const name = stack?.name ?? "<name>";
    if (stack?.isDev) {
      super(`The development stack ${name} was never up`, [`make up STACK=${name}${checkoutOption("make")}`]);
      return;
    }
    super(`The backend that you are logged in to has no stack ${stack?.name ?? "of that name"}`, [
      `If its state is elsewhere, log in there; to see where you are now: pulumi whoami --verbose`,
      `If it is of an organization of Pulumi Cloud: pulumi org set-default <organization>`,
      `If ${fileOf(stack)} is to be a new stack: pulumi stack init ${name}`,
      putAside(stack),
    ]);
  }
}

/** Returns the error for a command of Pulumi that failed. @param output everything that it printed */
export function pulumiFailure(command: string, output: string, options: FailureOptions = {}): OperatorError {
  if (isNotLoggedIn(output)) return new OperatorError(LOGIN_FIX);
  if (isUnknownStack(output)) return new UnknownStackError(options.stack);
  return (
    decryptionFailure(output, options.stack) ??
    new OperatorError(`pulumi ${command} failed${options.note ?? ""}:\n${output}`)
  );
}

/** A variable with a passphrase wins over the one that names a file. */
const SET_PASSPHRASE = "unset PULUMI_CONFIG_PASSPHRASE; export PULUMI_CONFIG_PASSPHRASE_FILE=<a file with it>";

/** Returns the error if Pulumi could not decrypt; undefined if it failed for another reason. */
export function decryptionFailure(output: string, stack?: FailedStack): DecryptionError | undefined {
  if (isWithoutPassphrase(output))
    return new DecryptionError("The stack's secrets need a passphrase, and none is set", [
      `Set it, then run the command again: ${SET_PASSPHRASE}`,
    ]);
  if (isUnreadablePassphraseFile(output))
    return new DecryptionError("The stack's secrets need a passphrase, and its file cannot be read", [
      'See whether it is there, and whose it is: ls -l "$PULUMI_CONFIG_PASSPHRASE_FILE"',
      `If it is another file: ${SET_PASSPHRASE}`,
    ]);
  if (isWrongPassphrase(output)) return stack?.isDev ? lostPassphrase(stack) : wrongPassphrase(stack);
  return isForeignSecret(output) ? foreignSecrets(stack) : undefined;
}

function wrongPassphrase(stack: FailedStack | undefined): DecryptionError {
  return new DecryptionError(
    `The passphrase that is set did not encrypt ${fileOf(stack)}, so its secrets cannot be decrypted`,
    [`If the stack is yours, set its passphrase, then run the command again: ${SET_PASSPHRASE}`, putAside(stack)],
  );
}

/** The passphrase of development stacks is a file of the checkout; nothing else can decrypt their state. */
function lostPassphrase({ name }: FailedStack): DecryptionError {
  const stacks = [...new Set([name, ...upStacks()])].sort();
  const removals = ["container", "volume", "network"].map((kind) => removeAll(kind, stacks));
  return new DecryptionError(
    `The passphrase in ${path.join(".dev", "passphrase")} did not encrypt the state of ${name}, so it cannot be decrypted`,
    [
      "If you have a copy of that file, put it back",
      `Else remove all development stacks of this checkout with their state, which has no key of value: ${removals.join("; ")}; rm -r .dev`,
    ],
  );
}

/**
 * Returns the command that removes what stacks have in Docker. It selects by label: the name `<project>-dev-…` of a
 * development stack may also be that of another project's live node.
 */
function removeAll(kind: string, stacks: readonly string[]): string {
  const [all, force] = kind === "container" ? ["a", " -f"] : ["", ""];
  const list = `docker ${kind} ls -q${all} --filter label=${STACK_LABEL}=${PROJECT_NAME}/$stack`;
  return `for stack in ${stacks.join(" ")}; do ${list}; done | xargs -r docker ${kind} rm${force}`;
}

function foreignSecrets(stack: FailedStack | undefined): DecryptionError {
  const { name, foreignSecrets: found = [] } = stack ?? { name: "<name>" };
  const [what, secrets] = found.length > 0 ? [found.join(", "), found] : ["A secret", ["<setting>"]];
  const again = secrets.map((secret) => `pulumi config set --secret ${secret} --stack ${name}`).join(" && ");
  return new DecryptionError(
    `${what} in ${fileOf(stack)} was encrypted with another key than the stack's, or is cut off, so Pulumi cannot use any of its settings`,
    [`If the other settings belong to this stack, set the rest again: ${again}`, putAside(stack)],
  );
}

function fileOf(stack: FailedStack | undefined): string {
  return stack ? `Pulumi.${stack.name}.yaml` : "the stack's file";
}

/** Returns the way out if the whole file is of another stack. Nothing is deleted: it may be the only copy of keys. */
function putAside(stack: FailedStack | undefined): string {
  const { name } = stack ?? { name: "<name>" };
  const file = `Pulumi.${name}.yaml`;
  return `If the file came from another checkout (\`pulumi new\` copies all files), put it aside: mv ${file} ${file}.other && aztec-validator config --stack ${name}`;
}
