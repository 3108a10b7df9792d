/** A wait that a person sees go on, and that counts on while nobody looks. */
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../../terminal/output";
import { formatDuration } from "../../terminal/format";

/** Between two lines about it, in milliseconds. */
const TELL_EVERY = 60_000;

/** @param end in milliseconds of the epoch @param again the command that goes on with it after Ctrl-C */
export async function waitUntil(end: number, again: string): Promise<void> {
  const interrupted = () => {
    log(`\nThe wait goes on by the clock. To go on with the move: ${again}`);
    process.exit(130);
  };
  process.once("SIGINT", interrupted);
  for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
    log(`  … ${formatDuration(Math.ceil(left / 1000))} to go; until ${new Date(end).toISOString()}`);
    await sleep(Math.min(left, TELL_EVERY));
  }
  process.off("SIGINT", interrupted);
}
