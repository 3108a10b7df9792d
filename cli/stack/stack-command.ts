import { Command } from "commander";

/** What a command of one stack is called with, beside its own options. */
export interface StackOptions {
  readonly stack?: string;
}

/** A command that is about one stack. @param description one sentence, as `--help` shows it */
export function stackCommand(name: string, description: string): Command {
  return new Command(name).description(description).option("-s, --stack <name>", "the stack that is meant");
}
