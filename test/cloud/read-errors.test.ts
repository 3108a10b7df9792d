/**
 * What the user data makes of a disk: its own text with the real tools, over a file in the disk's place, with real
 * errors where a disk fails. The kernel gives them to the tools (strace's injection), as it would from a broken disk.
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
const userData = cloudInit({ sshPublicKey: String(samples["aws.sshPublicKey"]), volumeId: VOLUME });
const [mount = ""] = z.object({ bootcmd: z.array(z.string()) }).parse(parse(userData)).bootcmd;

/** Up to where the disk is formatted or is not; mounting it is for a machine. */
const script = mount
  .slice(0, mount.indexOf("mkdir -p"))
  .replace(diskOf(VOLUME), DISK)
  .replace('[ -b "$disk" ]', "true");

const FAILS = ["strace", "-f", "-qq", "-o", "/dev/null", "-P", DISK, "-e", "inject=read,pread64:error=EIO"];

beforeAll(() => ensureCloudImages());

/** @returns the label of the file system that is on the disk afterwards; empty where there is none */
async function labelAfter(prepare: string, ...reading: string[]): Promise<string> {
  const all = `truncate -s 16M ${DISK}; ${prepare}; "$@" sh -c '${script.replaceAll("'", String.raw`'\''`)}'; e2label ${DISK} || true`;
  const words = ["run", "--rm", "--network=none", "--entrypoint", "bash", MACHINE_IMAGE, "-c", all, "bash", ...reading];
  return (await execa("docker", words)).stdout.trim();
}

const FILE_SYSTEM = `mkfs.ext4 -q -L theirs ${DISK}`;
const NO_SIGNATURE = `printf data | dd of=${DISK} bs=1 seek=3000000 conv=notrunc status=none`;

describe("a data disk", () => {
  it.each([
    ["that is blank gets its file system", "true", "aztec-data"],
    ["with a file system keeps it", FILE_SYSTEM, "theirs"],
    ["with data that no signature tells of keeps it", NO_SIGNATURE, ""],
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
