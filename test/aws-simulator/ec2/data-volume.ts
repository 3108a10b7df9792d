/** The data volume, as the instance sees it. */
import { canGrowMounted, onInstance } from "./instance";

/** Of the data volume's file system: another one would be a new file system. */
export const uuidOf = (id: string) => onInstance(id, "blkid", "-o", "value", "-s", "UUID", "-t", "LABEL=aztec-data");

/** The file system has the volume's size; where this machine may not let it grow while mounted, that was asked for. */
export async function isGrown(id: string, gib: number): Promise<boolean> {
  const size = await onInstance(id, "df", "--output=size", "--block-size=1G", "/var/lib/aztec");
  if (canGrowMounted()) return Number(size.split("\n")[1]) > gib - 5;
  const disk = await onInstance(id, "findmnt", "--noheadings", "--output", "SOURCE", "/var/lib/aztec");
  const asked = await onInstance(id, "sh", "-c", "tail -n 1 /run/resize2fs.refused");
  return asked === disk && (await onInstance(id, "blockdev", "--getsize64", disk)) === String(gib * 2 ** 30);
}
