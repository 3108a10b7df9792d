/** Waits for a point in time, with a line of progress each minute. An interrupted wait continues by the clock. */
import { uptime } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { handleSignals } from "../../terminal/end-signals";
import { formatDuration } from "../../terminal/format";
import { log } from "../../terminal/output";

/** Pause between two lines of progress, in milliseconds. */
const REPORT_EVERY = 60_000;

/** Clocks of this machine, in milliseconds; tests replace them. */
interface Clocks {
  /** The time since 1970, which somebody may set. */
  readonly now: () => number;
  /** The time since the boot, which nobody can set. It goes on while the machine sleeps. */
  readonly sinceBoot: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

const CLOCKS: Clocks = { now: Date.now, sinceBoot: () => 1000 * uptime(), wait: sleep };

/**
 * Waits until both clocks have reached a time: a clock that is set forward must not let a validator sign too early.
 *
 * @param end in milliseconds since 1970
 * @param again the command that continues after Ctrl-C
 */
export async function waitUntil(end: number, again: string, { now, sinceBoot, wait }: Clocks = CLOCKS): Promise<void> {
  const interrupted = () => {
    log(`\nThe time keeps counting. To continue: ${again}`);
    process.exit(130);
  };
  const endHandling = handleSignals(["SIGINT"], interrupted);
  const bootEnd = sinceBoot() + end - now();
  const leftOf = () => Math.max(end - now(), bootEnd - sinceBoot());
  try {
    for (let left = leftOf(); left > 0; left = leftOf()) {
      log(`  … ${formatDuration(left / 1000)} left, until ${new Date(now() + left).toISOString()}`);
      await wait(Math.min(left, REPORT_EVERY));
    }
  } finally {
    endHandling();
  }
}
