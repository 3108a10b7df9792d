/** Chooses the stack that a command works on. Pure. */
import { OperatorError } from "../../terminal/output";

export interface StackChoice {
  /** The option --stack. */
  readonly option?: string | undefined;
  /** The environment variable AZTEC_VALIDATOR_STACK. */
  readonly environment?: string | undefined;
  /** The stack that `pulumi stack select` chose. */
  readonly selected?: string | undefined;
  /** The stacks with a settings file in the project. */
  readonly available: readonly string[];
}

/** Returns the first one that is set, else the only available one. @throws {OperatorError} with the names to choose from */
export function chooseStack({ option, environment, selected, available }: StackChoice): string {
  const chosen = option ?? environment ?? selected ?? (available.length === 1 ? available[0] : undefined);
  if (chosen) return chosen;
  const names = [...available].sort().join(", ");
  throw new OperatorError(`Which stack? Pass --stack <name>. Stacks in this folder: ${names || "none yet"}.`);
}

/** A name of a stack, as Pulumi allows it. The first character is not a dot: the name of a hidden file, or a path, is refused. */
const NAME = String.raw`[\w-][\w.-]{0,99}`;
const SETTINGS_FILE = new RegExp(String.raw`^Pulumi\.(${NAME})\.yaml$`);

export const NAME_RULE =
  "a stack's name has only letters, digits, `.`, `-` and `_`, up to 100, and does not begin with a dot";

export function isStackName(name: string): boolean {
  return new RegExp(`^${NAME}$`).test(name);
}

/** Returns the names of the stacks whose settings files are among a folder's files. */
export function stackNamesIn(files: readonly string[]): string[] {
  return files.flatMap((file) => SETTINGS_FILE.exec(file)?.[1] ?? []);
}
