/** The user data of an instance: its text, and its handling of a disk that it must not format. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { cloudInit } from "./cloud-init";
import { samples, TEST_KEYS } from "../test/fixtures/samples";
import { useFolder } from "../test/fixtures/folder";

const common = {
  sshPublicKey: String(samples["aws.sshPublicKey"]),
  volumeId: "vol-0123456789abcdef0",
  ports: [40_400, 40_400],
};
const userData = cloudInit({ ...common, isCopy: false });
const ofCopy = cloudInit({ ...common, isCopy: true });

/** Returns the script that mounts the disk. */
function mountIn(text: string): string {
  const [script = ""] = z.object({ bootcmd: z.array(z.string()) }).parse(parse(text)).bootcmd;
  return script;
}

describe("user data", () => {
  it("equals its golden file", async () => {
    await expect(userData).toMatchFileSnapshot("../test/golden/user-data.yaml");
  });

  it("is small enough for EC2, and has no secret", () => {
    expect(Buffer.byteLength(userData)).toBeLessThan(16_384);
    expect(Object.values(TEST_KEYS).filter((key) => userData.includes(key))).toEqual([]);
  });
});

describe("the data disk", () => {
  const folder = useFolder();

  /** Commands that answer as the real ones do over such a disk; all others only note that they were called. */
  function run(answers: Readonly<Record<string, string>>, text = userData): string {
    const notes = folder.at("calls");
    const others = ["mkfs.ext4", "mkdir", "systemctl", "mountpoint", "mount", "resize2fs", "grep"];
    const scripts = { ...Object.fromEntries(others.map((name) => [name, "exit 0"])), ...answers };
    for (const [name, script] of Object.entries(scripts)) {
      folder.program(name, `echo "${name} $*" >> ${notes}\n${script}`);
    }
    // The disk of the test is a file: only the check for a block device is replaced.
    const script = mountIn(text).replace('[ -b "$disk" ]', "true");
    execFileSync("sh", ["-c", script], { env: { PATH: `${folder.path}:/usr/bin:/bin` }, stdio: "ignore" });
    return existsSync(notes) ? readFileSync(notes, "utf8") : "";
  }

  // The exit codes of wipefs do not tell: test/cloud/read-errors.test.ts has the real ones over such disks.
  it.each([
    ["blank", { wipefs: "exit 0", cmp: "exit 0" }, true],
    ["with a file system", { wipefs: "echo 0x438 ext4; exit 0", cmp: "exit 1" }, false],
    ["with data and no signature", { wipefs: "exit 0", cmp: "exit 1" }, false],
    ["that cannot be read", { wipefs: "exit 0", cmp: "exit 2" }, false],
    ["that is not there", { wipefs: "exit 1", cmp: "exit 2" }, false],
  ])("%s: is formatted only if it was read and is blank", (_disk, answers, formatted) => {
    expect(run(answers).includes("mkfs.ext4 -q -L aztec-data")).toBe(formatted);
  });

  it.each([
    ["an hour at the first boot, since up may have been interrupted before it attached the disk", "exit 1", "3600"],
    ["five minutes later", "exit 0", "300"],
  ])("is waited for: %s; each minute the boot log says so", (_when, grep, seconds) => {
    folder.program("seq", `[ "$*" = ${seconds} ] && echo 1 2 60 61 62`);
    folder.program("grep", grep);
    folder.program("sleep", `echo "sleep $*"`);
    const [loop = ""] = /^disk=[^]*?^done$/m.exec(mountIn(userData)) ?? [];
    const env = { PATH: folder.path };
    const disk = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0";
    const note = `waits for the data volume, which pulumi up attaches: ${disk}`;
    const second = "sleep 1";
    expect(execFileSync("/bin/sh", ["-c", loop], { env, encoding: "utf8" }).trim().split("\n")).toEqual([
      note,
      second,
      second,
      second,
      note,
      second,
      second,
    ]);
  });

  it("of a snapshot is mounted, and never formatted", () => {
    const calls = run({ wipefs: "exit 0", cmp: "exit 0" }, ofCopy);
    expect(calls).not.toContain("mkfs");
    expect(calls.match(/^(mount|mountpoint|resize2fs) .*$/gm)).toEqual([
      "mountpoint -q /var/lib/aztec",
      "mountpoint -q /var/lib/aztec",
      "resize2fs /dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0",
    ]);
  });

  it("is found by its EBS id alone", () => {
    const calls = run({ wipefs: "exit 0", cmp: "exit 0" });
    const disk = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0";
    expect(calls).toContain(`wipefs --no-act ${disk}\n`);
    expect(calls).toContain(`mkfs.ext4 -q -L aztec-data ${disk}\n`);
  });
});
