import { beforeEach, expect, it, vi } from "vitest";
import { runPulumi } from "./run-pulumi";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder({ onPath: true });

beforeEach(() => {
  const script = 'echo "passphrase=${PULUMI_CONFIG_PASSPHRASE-unset} file=${PULUMI_CONFIG_PASSPHRASE_FILE-unset}"';
  folder.program("pulumi", script);
});

it("the operator's own passphrase is not used for a stack that has its passphrase in a file", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "mine");
  const { stdout } = await runPulumi(["version"], { env: { PULUMI_CONFIG_PASSPHRASE_FILE: "/dev-stacks" } });
  expect(stdout).toBe("passphrase=unset file=/dev-stacks");
});

it("the operator's own passphrase is used for all other stacks", async () => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "mine");
  for (const options of [{}, { env: { PULUMI_HOME: folder.path } }]) {
    expect((await runPulumi(["version"], options)).stdout).toBe("passphrase=mine file=unset");
  }
});
