import { text } from "node:stream/consumers";
import password from "@inquirer/password";
import { orCancelled } from "./prompts";

/**
 * Asks for a secret: at a terminal, without showing what is typed; else it is what comes on standard input.
 *
 * @param message what a person reads in front of the cursor; standard output is the command's own
 * @throws {OperatorError} if it is broken off
 */
export async function askSecret(message: string): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  return orCancelled(password({ message, mask: false }, { output: process.stderr }));
}
