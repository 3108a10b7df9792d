import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runPulumi } from "./run-pulumi";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fake-pulumi-"));
  const script =
    '#!/bin/sh\necho "passphrase=${PULUMI_CONFIG_PASSPHRASE-unset} file=${PULUMI_CONFIG_PASSPHRASE_FILE-unset}"\n';
  writeFileSync(path.join(folder, "pulumi"), script);
  chmodSync(path.join(folder, "pulumi"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH ?? ""}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it("the operator's own passphrase is not used for a stack that has its passphrase in a file", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "mine");
  const { stdout } = await runPulumi(["version"], { env: { PULUMI_CONFIG_PASSPHRASE_FILE: "/dev-stacks" } });
  expect(stdout).toBe("passphrase=unset file=/dev-stacks");
});

it("the operator's own passphrase is used for all other stacks", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "mine");
  for (const options of [{}, { env: { PULUMI_HOME: folder } }]) {
    expect((await runPulumi(["version"], options)).stdout).toBe("passphrase=mine file=unset");
  }
});
