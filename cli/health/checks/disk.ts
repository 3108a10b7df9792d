/** Checks the free space of the data volume's disk. Pure. */
import { setCommand } from "../../../settings/commands";
import type { StackWithSettings } from "../../../settings/acceptance";
import { formatBytes } from "../../../terminal/format";
import type { Finding } from "../finding";

/** Minimum share of free space. */
const FREE = { warning: 0.15, failure: 0.05 };

/** Size and free space in bytes, or why they are unknown. */
export interface Disk {
  readonly value?: { readonly free: number; readonly size: number } | null | undefined;
  readonly error?: string | undefined;
}

/** Returns the share of a disk that is free. */
function freeShare({ free, size }: NonNullable<Disk["value"]>): number {
  return size === 0 ? 0 : free / size;
}

/** Returns whether a disk fills up, so that it matters what can go. */
export function isFilling({ value }: Disk): boolean {
  return value !== undefined && value !== null && freeShare(value) < FREE.warning;
}

/**
 * Judges the free space: a full disk stops the node and can corrupt its data.
 *
 * @param removal command that removes images of earlier releases from the host; undefined if there are none
 */
export function diskFinding(
  { value: disk, error }: Disk,
  { stack, settings }: StackWithSettings,
  removal?: string,
): Finding {
  const check = "disk";
  if (!disk) return { check, severity: "unknown", message: `free space is unknown: ${error ?? "no answer"}` };
  const share = freeShare(disk);
  const message = `${formatBytes(disk.free)} of ${formatBytes(disk.size)} free (${Math.floor(share * 100)} %)`;
  if (share >= FREE.warning) return { check, severity: "ok", message };
  const isAws = settings?.host.kind === "aws";
  const images = removal === undefined ? "" : `. Images of earlier releases that nothing uses: ${removal}`;
  const remedy = isAws
    ? `enlarge the volume: ${setCommand("aws.dataGb", undefined, stack)}`
    : `free up space on the disk of the data volume. See what is there: docker system df${images}`;
  if (share >= FREE.failure)
    return { check, severity: "warning", message: `the disk is filling up: ${message}`, remedy };
  return { check, severity: "failure", message: `the data volume's disk is nearly full: ${message}`, remedy };
}
