/** Output of the commands: one line per step, with its duration. */
import { writeAsciiIfNeeded } from "./ascii";
import { formatElapsed } from "./format";
import { errorText } from "./errors";
import { LiveLines } from "./live-lines";

export { OperatorError } from "./errors";

/** The lines below the output of this process. */
export const liveLines = new LiveLines(process.stderr);

/** Writes one line to standard error: standard output is for results. */
export function log(line: string): void {
  liveLines.print(line);
}

/**
 * Runs one step and prints its duration.
 *
 * @param title  the step's name, such as "docker plugin"
 * @param detail describes the step's result in the line
 * @param minSeconds a shorter step prints no line
 * @throws what `work` throws, after a line with the step's name
 */
export async function task<T>(
  title: string,
  work: () => Promise<T>,
  detail: (value: T) => string = () => "",
  minSeconds = 0,
): Promise<T> {
  const start = performance.now();
  try {
    const value = await work();
    const summary = detail(value);
    if (performance.now() - start >= minSeconds * 1000)
      log(`  ✓ ${title}${summary && `: ${summary}`} (${formatElapsed(start)})`);
    return value;
  } catch (error) {
    log(`  ✗ ${title} (${formatElapsed(start)})`);
    throw error;
  }
}

/** Errors of an output that nobody reads any more: `| head` has ended, or the terminal was closed. */
const UNREAD = ["EPIPE", "EIO"];

/** Keeps a lost reader of the output from ending this process: a command in the middle of a change would leave it half made. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!UNREAD.includes(error.code ?? "")) throw error;
    });
}

/** Ends a command that only prints, once nobody reads its results. @param end runs then, at most once */
export function onReaderLost(end: () => void): void {
  process.stdout.once("error", end);
}

/** Runs a command's main function. An error is printed in words, and sets exit code 1. */
export async function main(work: () => Promise<void>): Promise<void> {
  outliveReaders();
  writeAsciiIfNeeded();
  try {
    await work();
  } catch (error) {
    log(`\n${errorText(error)}`);
    process.exitCode = 1;
  }
}
