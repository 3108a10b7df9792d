/** Which stack a command is about. Pure. */
import { OperatorError } from "../../terminal/output";

export interface StackChoice {
  /** What the command was given. */
  readonly option?: string | undefined;
  /** AZTEC_VALIDATOR_STACK. */
  readonly environment?: string | undefined;
  /** What `pulumi stack select` chose. */
  readonly selected?: string | undefined;
  /** Those that have a settings file in the project. */
  readonly available: readonly string[];
}

/** @throws {OperatorError} with the names to choose from, where none is the only one */
export function chooseStack({ option, environment, selected, available: known }: StackChoice): string {
  const chosen = option ?? environment ?? selected ?? (known.length === 1 ? known[0] : undefined);
  if (chosen) return chosen;
  throw new OperatorError(`Which stack? Say --stack <name>; there are ${[...known].sort().join(", ") || "none yet"}.`);
}

const SETTINGS_FILE = /^Pulumi\.([\w-]+)\.yaml$/;

/** The names of stacks whose settings are among a folder's files. */
export function stackNamesIn(files: readonly string[]): string[] {
  return files.flatMap((file) => SETTINGS_FILE.exec(file)?.[1] ?? []);
}
