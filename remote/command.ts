import { type ChildProcess, execFile, type ExecFileException } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { withEndpointSlot } from "./endpoint-slots";

/** Result of a command. A failed command is a result, not an exception. */
export interface CommandResult {
  readonly code: number;
  /**
   * Standard output. Of a failed command, standard error follows, or the reason of the failure if both are empty. Of one that
   * succeeds it is left out: a server's shell and SSH print remarks there, such as `warning: setlocale`.
   */
  readonly text: string;
}

/** Result of a command with its outputs apart. */
interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  /** Standard error; the reason of the failure if the command printed nothing. */
  readonly stderr: string;
}

/** Limit for each of a command's two outputs, in bytes: 20,000 lines of a log, however long they are. */
const MOST_OUTPUT = 2 ** 27;

/** Milliseconds from SIGTERM to SIGKILL: Docker's command hands SIGTERM on to a container, which may ignore it. */
const KILL_AFTER = 5000;

/** Returns why this program ended a command that has printed something: its output alone would look like the reason. */
function endingOf({ code }: ExecFileException): string | undefined {
  return code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" ? `it printed more than ${MOST_OUTPUT / 2 ** 20} MiB` : undefined;
}

/** Describes why a silent command failed. Node's own message would repeat the command, including whole scripts. */
function failureOf(error: ExecFileException): string {
  const { code, message } = error;
  return endingOf(error) ?? (typeof code === "number" ? `ended with exit code ${code}` : message);
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
    const options = { maxBuffer: MOST_OUTPUT, killSignal: "SIGKILL" } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const isLate = limit.end();
      const reason = isLate
        ? `no answer in ${timeout / 1000} s`
        : error
          ? whyFailed(error, stdout + stderr)
          : undefined;
      // What comes after the time limit is no answer, whatever the exit code is.
      const code = typeof error?.code === "number" ? error.code : error || isLate ? 1 : 0;
      resolve({ code, stdout, stderr: reason === undefined ? stderr : onLastLine(stdout, stderr, reason) });
    });
    const limit = limitTime(child, timeout);
    // A program that exits before it has read all input reports its problem by the exit code.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

function whyFailed(error: ExecFileException, output: string): string | undefined {
  return output === "" ? failureOf(error) : endingOf(error);
}

/** Ends a program that takes too long: by SIGTERM, then by SIGKILL. Node's own limit waits for one that ignores SIGTERM. */
function limitTime(child: ChildProcess, timeout: number) {
  let isLate = false;
  let timer = setTimeout(() => {
    isLate = true;
    child.kill();
    timer = setTimeout(() => {
      child.kill("SIGKILL");
      // A program that it started may hold its outputs open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, KILL_AFTER);
  }, timeout);
  return {
    /** Returns whether the time limit has passed. */
    end: () => {
      clearTimeout(timer);
      return isLate;
    },
  };
}

/** Returns standard error with the reason as the last line of the whole output. */
function onLastLine(stdout: string, stderr: string, reason: string): string {
  const before = stderr === "" ? stdout : stderr;
  return `${stderr}${before === "" || before.endsWith("\n") ? "" : "\n"}${reason}`;
}

/** Runs a command like {@link execute}, with its answer, or why there is none, in one text. */
export async function runCommand(argv: readonly string[], timeout: number, input = ""): Promise<CommandResult> {
  const { code, stdout, stderr } = await execute(argv, timeout, input);
  return { code, text: code === 0 ? stdout : stdout + stderr };
}
