import { beforeEach, expect, it, vi } from "vitest";
import { type PulumiOptions, runPulumi } from "./run-pulumi";
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

it("Pulumi does not look for newer releases of itself while its output is captured", async () => {
  folder.program("pulumi", 'echo "${PULUMI_SKIP_UPDATE_CHECK-looks}"');
  vi.stubEnv("PULUMI_SKIP_UPDATE_CHECK", undefined);
  const environments: PulumiOptions[] = [
    {},
    { env: { PULUMI_HOME: folder.path } },
    { env: { PULUMI_CONFIG_PASSPHRASE_FILE: "/dev-stacks" } },
  ];
  for (const options of environments) expect((await runPulumi(["version"], options)).stdout).toBe("true");
});

it("the result tells whether Pulumi failed by itself or was interrupted with Ctrl-C", async () => {
  const fake = (line: string) => {
    folder.program("pulumi", `${line}\nexit 1`);
  };
  const up = () => runPulumi(["up"], { terminal: true, signals: "pulumi" });
  fake("true");
  expect(await up()).toEqual({ failed: true, isInterrupted: false, stdout: "", text: "" });
  // The script stands for the terminal, which sends the signal to both.
  fake("kill -INT $PPID; sleep 0.3");
  expect(await up()).toEqual({ failed: true, isInterrupted: true, stdout: "", text: "" });
});

it("a terminal that is closed interrupts neither Pulumi on it nor this process", async () => {
  // The script stands for the terminal, which sends the signal to both.
  folder.program("pulumi", `kill -HUP $$ $PPID\necho "$@" > ${folder.at("done")}`);
  expect(await runPulumi(["up", "it's"], { terminal: true, signals: "pulumi" })).toEqual({
    failed: false,
    isInterrupted: false,
    stdout: "",
    text: "",
  });
  expect(folder.read("done")).toBe("up it's\n");
});
