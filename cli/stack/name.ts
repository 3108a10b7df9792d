/** Chooses the stack that a command works on. */
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

/** Returns the stack that AZTEC_VALIDATOR_STACK names; undefined if it is not set, or empty. */
export function stackInEnvironment(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { AZTEC_VALIDATOR_STACK: name } = env;
  return name === "" ? undefined : name;
}

/** Returns the first one that is set, else the only available one. @throws {OperatorError} with the names to choose from */
export function chooseStack({ option, environment, selected, available }: StackChoice): string {
  const chosen = option ?? environment ?? selected ?? (available.length === 1 ? available[0] : undefined);
  if (chosen) return chosen;
  const names = [...available].sort().join(", ");
  throw new OperatorError(`Which stack? Pass --stack <name>. Stacks in this folder: ${names || "none yet"}.`);
}
