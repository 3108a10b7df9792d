import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { Writable } from "node:stream";
import { OperatorError } from "../toolchain/steps";

/**
 * Asks for a secret: at a terminal, without showing what is typed; else it is what comes on standard input.
 *
 * @param question what a person reads in front of the cursor
 * @throws {OperatorError} if it is broken off
 */
export async function askSecret(question: string): Promise<string> {
  return process.stdin.isTTY ? fromTerminal(question) : text(process.stdin);
}

async function fromTerminal(question: string): Promise<string> {
  // What readline writes is what was typed.
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  const brokenOff = new Promise<never>((_resolve, reject) => {
    reader.once("close", () => {
      reject(new OperatorError("Nothing was changed."));
    });
  });
  process.stderr.write(`${question}: `);
  try {
    return await Promise.race([reader.question(""), brokenOff]);
  } finally {
    reader.close();
    process.stderr.write("\n");
  }
}
