/** Output of the commands: one line per step, with its duration. */
import { formatElapsed } from "./format";
import { LiveLines } from "./live-lines";

/** An error that the operator can fix: only its message is printed, without a stack trace. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}

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

/** Runs a command's main function. An OperatorError is printed, and sets exit code 1. */
export async function main(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`\n${error.message}`);
    process.exitCode = 1;
  }
}
