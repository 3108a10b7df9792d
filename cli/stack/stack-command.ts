import { Command } from "commander";

/** The options of every command that works on one stack. */
export interface StackOptions {
  readonly stack?: string;
}

/** Creates a command that works on one stack. @param description a sentence in the imperative, as `--help` prints it */
export function stackCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("-s, --stack <name>", "the stack; default: AZTEC_VALIDATOR_STACK, then the selected stack");
}
