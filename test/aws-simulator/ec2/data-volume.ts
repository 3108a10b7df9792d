/** Reads the data volume on the instance. */
import { copyDisk } from "./disk";
import { canGrowMounted, onInstance } from "./instance";
import { boto } from "./world";

/** Returns the UUID of the data volume's file system: another UUID means that it was formatted again. */
export const uuidOf = (id: string) => onInstance(id, "blkid", "-o", "value", "-s", "UUID", "-t", "LABEL=aztec-data");

/** Makes a snapshot of a volume while its instance runs, as the operator or AWS would. @returns its id */
export async function makeSnapshot(volume: string, instance: string): Promise<string> {
  const snapshot = (await boto(`ec2.create_snapshot(VolumeId='${volume}')['SnapshotId']`)) as string;
  await onInstance(instance, "fsfreeze", "--freeze", "/var/lib/aztec");
  try {
    copyDisk(volume, snapshot);
  } finally {
    await onInstance(instance, "fsfreeze", "--unfreeze", "/var/lib/aztec");
  }
  return snapshot;
}

/** Returns whether the file system has the volume's size, or, where this machine cannot resize it mounted, whether the resize was requested. */
export async function isGrown(id: string, gib: number): Promise<boolean> {
  const size = await onInstance(id, "df", "--output=size", "--block-size=1G", "/var/lib/aztec");
  if (canGrowMounted()) return Number(size.split("\n")[1]) > gib - 5;
  const disk = await onInstance(id, "findmnt", "--noheadings", "--output", "SOURCE", "/var/lib/aztec");
  const requested = await onInstance(id, "sh", "-c", "tail -n 1 /run/resize2fs.refused");
  return requested === disk && (await onInstance(id, "blockdev", "--getsize64", disk)) === String(gib * 2 ** 30);
}
