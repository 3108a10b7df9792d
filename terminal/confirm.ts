import prompt from "@inquirer/confirm";
import { OperatorError } from "./output";
import { orCancelled } from "./prompts";

/**
 * Asks before something is changed; no answer is a no.
 *
 * @param isGiven whether the command was given its yes
 * @throws {OperatorError} without one, and where there is nobody to ask
 */
export async function confirm(message: string, isGiven = false): Promise<void> {
  if (isGiven) return;
  if (!process.stdin.isTTY) throw new OperatorError("Nothing was changed: there is no terminal to ask at. Say --yes.");
  const isMeant = await orCancelled(prompt({ message, default: false }, { output: process.stderr }));
  if (!isMeant) throw new OperatorError("Nothing was changed.");
}
