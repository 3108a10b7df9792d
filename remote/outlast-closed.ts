/** Waits for ports of connections that were closed: Linux keeps such a port for 60 s. */
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds between two looks, and the number of looks. */
const PAUSE = 5000;
const LOOKS = 14;

/**
 * Looks for problems until there is none, or one that does not pass by itself.
 *
 * @param passes whether a problem passes by itself
 * @param onWait is called once, before the first pause
 * @returns the problems of the last look
 */
export async function outlastClosed<T>(
  look: () => Promise<readonly T[]>,
  passes: (problem: T) => boolean,
  onWait?: (problems: readonly T[]) => void,
): Promise<readonly T[]> {
  for (let looks = 1; ; looks += 1) {
    const problems = await look();
    if (looks === LOOKS || !problems.every(passes) || problems.length === 0) return problems;
    if (looks === 1) onWait?.(problems);
    await sleep(PAUSE);
  }
}
