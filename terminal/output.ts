/**
 * What the `make` commands say while they work: one line a step, with the time it took.
 */
import { formatElapsed } from "./format";

/** A mistake or a lack that the operator can mend: printed as its message alone, without a stack. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}

/** Writes one line to standard error, so that standard output stays for results. */
export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs one named piece of work and says how long it took.
 *
 * @param title what is done, as a person would say it ("docker plugin")
 * @param work  returns the value of the step; its `detail` goes into the line
 * @param least seconds that it has to take to be worth a line
 * @throws whatever `work` throws, after a line that names the step
 */
export async function task<T>(
  title: string,
  work: () => Promise<T>,
  detail: (value: T) => string = () => "",
  least = 0,
): Promise<T> {
  const start = performance.now();
  try {
    const value = await work();
    const told = detail(value);
    if (performance.now() - start >= least * 1000) log(`  ✓ ${title}${told && `: ${told}`} (${formatElapsed(start)})`);
    return value;
  } catch (error) {
    log(`  ✗ ${title} (${formatElapsed(start)})`);
    throw error;
  }
}

/** Runs a command's main function; an OperatorError ends the process with its message and exit code 1. */
export async function main(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`\n${error.message}`);
    process.exitCode = 1;
  }
}
