import { execFile, type ExecFileException } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { withEndpointSlot } from "./endpoint-slots";

/** Result of a command. A failed command is a result, not an exception. */
export interface CommandResult {
  readonly code: number;
  /** Standard output followed by standard error; the reason of the failure if both are empty. */
  readonly text: string;
}

interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  /** Standard error; the reason of the failure if the command printed nothing. */
  readonly stderr: string;
}

/** Describes why a silent command failed. Node's own message would repeat the command, including whole scripts. */
function failureOf({ code, killed, message }: ExecFileException, timeout: number): string {
  if (killed) return `no answer in ${timeout / 1000} s`;
  return typeof code === "number" ? `ended with exit code ${code}` : message;
}

/** Number of attempts for a login that sshd drops, and the pause before each further one in milliseconds. */
const LOGIN_ATTEMPTS = 5;
const LOGIN_PAUSE = 500;

/** Returns whether sshd has dropped a connection before the login, as with a low MaxStartups: nothing was run then. */
function isDropped([program]: readonly string[], { code, stderr }: ProcessResult): boolean {
  return program === "ssh" && code === 255 && /(kex|ssh)_exchange_identification/.test(stderr);
}

/**
 * Runs a program. A login by SSH that sshd drops is tried again.
 *
 * @param timeout limit in milliseconds: an unreachable host must not block the deployment
 * @param input   standard input; secrets go here, because lists of processes show arguments
 */
export async function execute(argv: readonly string[], timeout: number, input = ""): Promise<ProcessResult> {
  const run = () => withEndpointSlot(argv, () => executeOnce(argv, timeout, input));
  let result = await run();
  for (let attempt = 1; attempt < LOGIN_ATTEMPTS && isDropped(argv, result); attempt += 1) {
    // Not all at the same moment: commands that were dropped together would be dropped together again.
    await sleep((attempt + Math.random()) * LOGIN_PAUSE);
    result = await run();
  }
  return result;
}

function executeOnce(
  [program = "", ...args]: readonly string[],
  timeout: number,
  input: string,
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const { stdin } = execFile(program, args, { timeout, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      const reason = error && stdout + stderr === "" ? failureOf(error, timeout) : stderr;
      resolve({ code, stdout, stderr: reason });
    });
    // A program that exits before it has read all input reports its problem by the exit code.
    stdin?.on("error", () => undefined).end(input);
  });
}

/** Runs a command like {@link execute}, with the output in one text. */
export async function runCommand(argv: readonly string[], timeout: number, input = ""): Promise<CommandResult> {
  const { code, stdout, stderr } = await execute(argv, timeout, input);
  return { code, text: stdout + stderr };
}
