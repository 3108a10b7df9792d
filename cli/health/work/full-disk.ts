/** Writes of a node that failed because its disk was full. Pure. */
import type { Finding } from "../finding";
import { formatDuration } from "../../../terminal/format";

/** Source: the error of LMDB and of Linux in the log of a node of 4.1.2. */
const FULL = /^(\S+) .*(No space left on device|ENOSPC)/;

/**
 * Finds the last write that failed, in milliseconds since 1970.
 *
 * @param lines     of the node's log, each beginning with a time
 * @param startedAt when the node was started: what failed before does not matter any more
 */
export function fullDiskIn(lines: readonly string[], startedAt: string): number | undefined {
  const times = lines
    .map((line) => Date.parse(FULL.exec(line)?.[1] ?? ""))
    .filter((time) => time >= Date.parse(startedAt));
  return times.length > 0 ? Math.max(...times) : undefined;
}

/**
 * Judges a write that failed. A node of 4.1.2 that could not store its own block answers as ready and is up to date, but
 * proposes nothing more until it is restarted. Some nodes end instead, and Docker restarts them.
 */
export function fullDiskFindings(failedAt: number | undefined, stack: string, now: number): Finding[] {
  if (failedAt === undefined) return [];
  const ago = formatDuration((now - failedAt) / 1000);
  const message = `the disk was full ${ago} ago, and the node could not write: it may not work until it is restarted`;
  const restart = `aztec-validator stop --stack ${stack} && aztec-validator start --stack ${stack}`;
  return [{ check: "disk", severity: "failure", message, remedy: `free up space, then restart it: ${restart}` }];
}
