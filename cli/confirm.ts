import { createInterface } from "node:readline/promises";
import { OperatorError } from "../toolchain/steps";

/**
 * Asks before something is changed; `yes` is the only answer that says so.
 *
 * @param isGiven whether the command was given its yes
 * @throws {OperatorError} without one, and where there is nobody to ask
 */
export async function confirm(question: string, isGiven = false): Promise<void> {
  if (isGiven) return;
  if (!process.stdin.isTTY) throw new OperatorError("Nothing was changed: there is no terminal to ask at. Say --yes.");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [yes/no] `).finally(() => {
    lines.close();
  });
  if (answer.trim().toLowerCase() !== "yes") throw new OperatorError("Nothing was changed.");
}
