import { execFile, type ExecFileException } from "node:child_process";

/** What a command printed and how it ended; it does not throw over an exit code. */
export interface CommandResult {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly text: string;
}

/** Of a command that printed nothing: Node's own message repeats the command, whole programs in it. */
function whyFailed({ code, killed, message }: ExecFileException, timeout: number): string {
  if (killed) return `no answer in ${timeout / 1000} s`;
  return typeof code === "number" ? `ended with exit code ${code}` : message;
}

/**
 * @param timeout longest that it may take, in milliseconds: a host that is gone must not hold the deployment
 * @param input   what it reads: the way of secrets, which no list of processes shows
 */
export function runCommand(
  [program = "", ...words]: readonly string[],
  timeout: number,
  input = "",
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const { stdin } = execFile(program, words, { timeout, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      resolve({ code, text: stdout + stderr || (error ? whyFailed(error, timeout) : "") });
    });
    // One that ends before it has read all of it says by its exit code what was wrong.
    stdin?.on("error", () => undefined).end(input);
  });
}
