import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { commandLine } from "../remote/ssh";

const run = promisify(execFile);

/**
 * Runs Docker's command line against a host from inside a hook: for the few things a provider has no resource for.
 *
 * @param docker the value of `Host.docker`
 * @returns what it printed, trimmed
 * @throws with what it wrote to standard error, if it fails
 */
export async function dockerCommand(docker: readonly string[], words: readonly string[]): Promise<string> {
  const [program = "docker", ...rest] = commandLine(docker, words);
  const { stdout } = await run(program, rest);
  return stdout.trim();
}
