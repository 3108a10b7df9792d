/** Commands that only root may run. */
import { execa } from "execa";
import { OperatorError } from "../terminal/output";

/** The command as this user has to call it: sudo may ask for a password on the terminal. */
export function rootCommand(words: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return process.getuid?.() === 0 ? words : ["sudo", ...words];
}

/** Runs it; what it prints is kept for its failure. @throws {OperatorError} with its last lines */
export async function asRoot(words: readonly [string, ...string[]]): Promise<void> {
  const [program, ...rest] = rootCommand(words);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { failed, all } = await execa(program, rest, { env, reject: false, all: true, stdin: "inherit" });
  if (failed) throw new OperatorError(`${words.join(" ")} failed:\n${lastLines(all ?? "")}`);
}

/** The end of an output, as much of it as helps. */
export function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}
