/** Checks the free space of the data volume's disk. Pure. */
import { setCommand } from "../../../settings/commands";
import type { Settings } from "../../../settings/schema";
import { formatBytes } from "../../../terminal/format";
import type { Finding } from "../finding";

/** Minimum share of free space. */
const FREE = { warning: 0.15, failure: 0.05 };

/** Size and free space in bytes, or why they are unknown. */
interface Disk {
  readonly value?: { readonly free: number; readonly size: number } | null | undefined;
  readonly error?: string | undefined;
}

/**
 * Judges the free space: a full disk stops the node and can corrupt its data.
 *
 * @param settings undefined if they cannot be read
 */
export function diskFinding({ value: disk, error }: Disk, settings: Settings | undefined): Finding {
  const check = "disk";
  if (!disk) return { check, severity: "unknown", message: `free space is unknown: ${error ?? "no answer"}` };
  const share = disk.size === 0 ? 0 : disk.free / disk.size;
  const message = `${formatBytes(disk.free)} of ${formatBytes(disk.size)} free (${Math.floor(share * 100)} %)`;
  if (share >= FREE.warning) return { check, severity: "ok", message };
  const isAws = settings?.host.kind === "aws";
  const remedy = isAws
    ? `enlarge the volume: ${setCommand("aws.dataGb")}`
    : "free up space on the disk of the data volume";
  if (share >= FREE.failure)
    return { check, severity: "warning", message: `the disk is filling up: ${message}`, remedy };
  return { check, severity: "failure", message: `the data volume's disk is nearly full: ${message}`, remedy };
}
