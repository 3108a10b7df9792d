/** EBS volumes: sparse files behind loop devices, which instances see under EC2's names. */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { execa } from "execa";
import { asRoot } from "../../../dev/as-root";
import { docker } from "../../../dev/images/docker";
import { cloudDir, instanceName } from "./names";

const FOLDER = cloudDir("disks");
const fileOf = (volumeId: string) => path.join(FOLDER, `${volumeId}.img`);
/** Script of an instance for each boot, which creates its disks' device nodes. */
export const machineFolder = (id: string) => cloudDir("machines", id);

/** Returns the link that udev makes for a volume on an instance of AWS, where a volume is an NVMe disk. */
const linkTo = (volumeId: string) => `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;

/** Creates a disk. @param gib size; space is used only when it is written */
export function createDisk(volumeId: string, gib: number): void {
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(fileOf(volumeId))) writeFileSync(fileOf(volumeId), "");
  truncateSync(fileOf(volumeId), gib * 2 ** 30);
}

/** Copies a disk as it is at this moment. Its file system has to be frozen, since the copy takes a while. */
export function copyDisk(from: string, to: string): void {
  execFileSync("cp", ["--sparse=always", fileOf(from), fileOf(to)]);
}

/** Attaches a disk to an instance, which may be running. */
export async function attachDisk(volumeId: string, instanceId: string): Promise<void> {
  if (!(await deviceOf(volumeId))) await asRoot(["losetup", "--find", fileOf(volumeId)]);
  const device = (await deviceOf(volumeId)) ?? "";
  const minor = device.replace(/\D/g, "");
  const link = linkTo(volumeId);
  const script = [
    "#!/bin/sh",
    `[ -b ${device} ] || mknod ${device} b 7 ${minor}`,
    `mkdir -p ${path.dirname(link)}`,
    `ln -sfn ${device} ${link}`,
    `udevadm trigger --action=change /sys/class/block/loop${minor} 2>/dev/null || true`,
    "",
  ];
  const file = path.join(machineFolder(instanceId), "disks");
  writeFileSync(file, script.join("\n"));
  chmodSync(file, 0o755);
  if (await isRunning(instanceId)) await docker("exec", instanceName(instanceId), "/machine/disks");
}

/** Detaches a disk. @throws while a running instance has it mounted */
export async function detachDisk(volumeId: string, instanceId: string): Promise<void> {
  const mounted = (await isRunning(instanceId)) && (await mountOf(volumeId, instanceId));
  if (mounted) throw new Error(`${volumeId} is mounted at ${mounted} of ${instanceId}`);
  rmSync(path.join(machineFolder(instanceId), "disks"), { force: true });
}

/** Enlarges a disk; the instance sees the new size at once. */
export async function growDisk(volumeId: string, gib: number): Promise<void> {
  createDisk(volumeId, gib);
  const device = await deviceOf(volumeId);
  if (device) await asRoot(["losetup", "--set-capacity", device]);
}

export async function deleteDisk(volumeId: string): Promise<void> {
  const device = await deviceOf(volumeId);
  if (device) await asRoot(["losetup", "--detach", device]);
  rmSync(fileOf(volumeId), { force: true });
}

export async function deleteAllDisks(): Promise<void> {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  for (const file of files) await deleteDisk(file.replace(/\.img$/, ""));
}

async function deviceOf(volumeId: string): Promise<string | undefined> {
  const { stdout } = await execa("losetup", ["--noheadings", "--output", "NAME,BACK-FILE", "--list"]);
  return stdout
    .split("\n")
    .find((line) => line.includes(fileOf(volumeId)))
    ?.split(/\s+/)[0];
}

/** Returns whether an instance's machine runs. */
export async function isRunning(id: string): Promise<boolean> {
  const { stdout } = await execa("docker", ["inspect", "--format", "{{.State.Running}}", instanceName(id)], {
    reject: false,
  });
  return stdout === "true";
}

async function mountOf(volumeId: string, id: string): Promise<string> {
  const args = ["exec", instanceName(id), "findmnt", "--noheadings", "--output", "TARGET", "--source"];
  return (await execa("docker", [...args, (await deviceOf(volumeId)) ?? volumeId], { reject: false })).stdout;
}
