import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { commandLine } from "../settings/ssh";
import type { Host } from "./host";

const run = promisify(execFile);

/**
 * Runs Docker's command line against a host from inside a hook: for the few things a provider has no resource for.
 *
 * @returns what it printed, trimmed
 * @throws with what it wrote to standard error, if it fails
 */
export async function dockerCommand(host: Host, words: readonly string[]): Promise<string> {
  const [program = "docker", ...rest] = commandLine(await plain(host.docker), words);
  const { stdout } = await run(program, rest);
  return stdout.trim();
}

/** The value of an output that is known: inside a hook, everything that it was made from exists. */
export function plain<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}
