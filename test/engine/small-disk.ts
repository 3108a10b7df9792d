/** A small disk in memory for a node's data. It needs root, and is not in a temporary folder: `storage.path` refuses these. */
import { mkdtempSync, rmSync } from "node:fs";
import { execa } from "execa";

export class SmallDisk {
  readonly path = mkdtempSync("/mnt/aztec-validator-disk-");

  constructor(private readonly megabytes: number) {}

  async mount(): Promise<void> {
    await execa("mount", ["-t", "tmpfs", "-o", `size=${this.megabytes}m`, "tmpfs", this.path]);
  }

  async remove(): Promise<void> {
    await execa("umount", [this.path]);
    rmSync(this.path, { recursive: true });
  }
}
