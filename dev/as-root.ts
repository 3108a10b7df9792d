/** Runs commands that only root may run. */
import { execa } from "execa";
import { killOnAbort } from "../pulumi/kill-on-abort";
import { OperatorError } from "../terminal/output";

/** Adds `sudo` if this user is not root; it may prompt for a password. */
export function rootCommand(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return process.getuid?.() === 0 ? command : ["sudo", ...command];
}

/** Runs a command as root, silently. @throws {OperatorError} with the last lines of its output */
export async function asRoot(command: readonly [string, ...string[]], abort?: AbortSignal): Promise<void> {
  const [program, ...args] = rootCommand(command);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const running = execa(program, args, { env, reject: false, all: true, stdin: "inherit" });
  const { failed, all } = await killOnAbort(running, abort);
  if (failed) throw new OperatorError(`${command.join(" ")} failed:\n${lastLines(all ?? "")}`);
}

/** Returns the last 20 lines of an output. */
export function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}
