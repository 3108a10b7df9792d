import { execFile } from "node:child_process";

/** What a command printed and how it ended; it does not throw over an exit code. */
export interface Result {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly text: string;
}

/** Runs `docker` with these words, on one host. */
export type DockerCli = (words: readonly string[]) => Promise<Result>;

/** Longest that one command may take, in milliseconds: a host that is gone must not hold the deployment. */
const TIMEOUT = 30_000;

/** @param command the program and its first arguments, as `Host.docker` gives them */
export function dockerCli([program = "docker", ...first]: readonly string[]): DockerCli {
  return (words) =>
    new Promise((resolve) => {
      execFile(program, [...first, ...words], { timeout: TIMEOUT, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        resolve({ code, text: stdout + stderr || (error?.message ?? "") });
      });
    });
}
