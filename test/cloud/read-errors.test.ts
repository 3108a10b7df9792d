/**
 * Proves that user data never formats a disk that has data or cannot be read. It runs the script with the real tools on
 * a file in the disk's place. strace injects the read errors that a broken disk would give.
 */
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { cloudInit, diskOf } from "../../components/cloud-init";
import { samples } from "../fixtures/samples";
import { ensureCloudImages, MACHINE_IMAGE } from "../aws-simulator/ec2/images";

const VOLUME = "vol-0123456789abcdef0";
const DISK = "/tmp/disk";
const sshPublicKey = String(samples["aws.sshPublicKey"]);
const userData = cloudInit({ sshPublicKey, volumeId: VOLUME, isCopy: false, ports: [] });
const [mount = ""] = z.object({ bootcmd: z.array(z.string()) }).parse(parse(userData)).bootcmd;

/** The script up to the decision to format; the tests do not mount the disk. */
const script = mount
  .slice(0, mount.indexOf("mkdir -p"))
  .replace(diskOf(VOLUME), DISK)
  .replace('[ -b "$disk" ]', "true");

const FAILS = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", DISK, "-e", "inject=read,pread64:error=EIO"];

beforeAll(() => ensureCloudImages());

/** Runs the script. @returns the label of the disk's file system afterwards; empty if it has none */
async function labelAfter(prepare: string, ...reading: string[]): Promise<string> {
  const all = `truncate -s 16M ${DISK}; ${prepare}; "$@" sh -c '${script.replaceAll("'", String.raw`'\''`)}'; e2label ${DISK} || true`;
  const args = ["run", "--rm", "--network=none", "--entrypoint", "bash", MACHINE_IMAGE, "-c", all, "bash", ...reading];
  return (await execa("docker", args)).stdout.trim();
}

const FILE_SYSTEM = `mkfs.ext4 -q -L theirs ${DISK}`;
const NO_SIGNATURE = `printf data | dd of=${DISK} bs=1 seek=3000000 conv=notrunc status=none`;

describe("a data disk", () => {
  it.each([
    ["that is blank gets its file system", "true", "aztec-data"],
    ["with a file system keeps it", FILE_SYSTEM, "theirs"],
    ["with data without a signature keeps it", NO_SIGNATURE, ""],
  ])("%s", async (_what, prepare, label) => {
    expect(await labelAfter(prepare)).toBe(label);
  });

  it.each([
    ["is left alone, though it is blank", "true", ""],
    ["keeps its file system", FILE_SYSTEM, "theirs"],
    ["keeps its data", NO_SIGNATURE, ""],
  ])("whose reads fail %s", async (_what, prepare, label) => {
    expect(await labelAfter(prepare, ...FAILS)).toBe(label);
  });
});
