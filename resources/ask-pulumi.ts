/**
 * Runs Pulumi while the program runs. Not by pulumi/run-pulumi.ts: the answer is needed before the program registers its first
 * resource, so synchronously, and without loading a library at each start.
 */
import { spawnSync } from "node:child_process";

/** Limit for the output of Pulumi, in bytes. */
const MAX_OUTPUT = 2 ** 27;
/** An unreachable backend makes Pulumi wait without end. */
const TIMEOUT_MS = 5 * 60_000;

/** What Pulumi printed, or why it did not. */
export type PulumiAnswer = { readonly text: string } | { readonly reason: string };

export function askPulumi(...args: string[]): PulumiAnswer {
  const { status, stdout, stderr, error } = spawnSync("pulumi", args, {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT,
    timeout: TIMEOUT_MS,
  });
  if (status === 0) return { text: stdout };
  return { reason: error ? reasonOf(error) : stderr.trim() };
}

function reasonOf(error: Error): string {
  if ("code" in error && error.code === "ETIMEDOUT") return "no answer within five minutes";
  return "code" in error && error.code === "ENOENT" ? "pulumi is not on the PATH" : error.message;
}
