/** Reads the data volume on the instance. */
import { copyDisk } from "./disk";
import { canGrowMounted, onInstance } from "./instance";
import { boto } from "./boto";

/** Returns the UUID of the data volume's file system: another UUID means that it was formatted again. */
export const uuidOf = (id: string) => onInstance(id, "blkid", "-o", "value", "-s", "UUID", "-t", "LABEL=aztec-data");

/**
 * Makes a snapshot of a volume while its instance runs, as the operator or AWS would.
 *
 * @param instance that has the volume; undefined if none has
 * @param tags     of the snapshot, in the API's form
 * @returns its id
 */
export async function makeSnapshot(
  volume: string,
  instance: string | undefined,
  tags: readonly { readonly Key: string; readonly Value: string }[] = [],
): Promise<string> {
  const specification = `[{'ResourceType': 'snapshot', 'Tags': ${JSON.stringify(tags)}}]`;
  const tagged = tags.length > 0 ? `, TagSpecifications=${specification}` : "";
  const snapshot = (await boto(`ec2.create_snapshot(VolumeId='${volume}'${tagged})['SnapshotId']`)) as string;
  const freeze = async (how: "--freeze" | "--unfreeze") => {
    if (instance !== undefined) await onInstance(instance, "fsfreeze", how, "/var/lib/aztec");
  };
  await freeze("--freeze");
  try {
    copyDisk(volume, snapshot);
  } finally {
    await freeze("--unfreeze");
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
