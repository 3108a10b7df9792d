/** Yes or no, from the one who sits there. */
import { createInterface } from "node:readline/promises";
import { OperatorError } from "../toolchain/steps";

/**
 * Asks, unless it was said already.
 *
 * @param yes whether the command was given --yes
 * @throws {OperatorError} for a no, and where nobody can answer
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new OperatorError("Nothing was changed: nobody is here to say yes. With --yes it is done unasked.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new OperatorError("Nothing was changed.");
  } finally {
    terminal.close();
  }
}
