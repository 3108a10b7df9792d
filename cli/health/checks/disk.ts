/** The disk of the data volume, judged. Pure. */
import { setCommand } from "../../../settings/commands";
import type { Settings } from "../../../settings/schema";
import { formatBytes } from "../../../terminal/format";
import type { Finding } from "../finding";

/** Share of the disk that is free. */
const FREE = { warning: 0.15, failure: 0.05 };

/** What a disk has, in bytes, or why that is not known. */
interface Disk {
  readonly value?: { readonly free: number; readonly size: number } | null | undefined;
  readonly error?: string | undefined;
}

/** A full disk ends the node, and may damage what it was writing. @param settings undefined where they cannot be read */
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
