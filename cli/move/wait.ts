/** Waits for a point in time, with a line of progress each minute. An interrupted wait continues by the clock. */
import { setTimeout as sleep } from "node:timers/promises";
import { formatDuration } from "../../terminal/format";
import { log } from "../../terminal/output";

/** Pause between two lines of progress, in milliseconds. */
const REPORT_EVERY = 60_000;

/** @param end in milliseconds since 1970 @param again the command that continues after Ctrl-C */
export async function waitUntil(end: number, again: string): Promise<void> {
  const interrupted = () => {
    log(`\nThe time keeps counting. To continue: ${again}`);
    process.exit(130);
  };
  process.once("SIGINT", interrupted);
  for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
    log(`  … ${formatDuration(left / 1000)} left, until ${new Date(end).toISOString()}`);
    await sleep(Math.min(left, REPORT_EVERY));
  }
  process.off("SIGINT", interrupted);
}
