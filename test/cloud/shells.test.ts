/** Proves that the tunnel to an instance opens from each shell that operators have: ssh passes its command to theirs. */
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { OPEN, QUERY, RECORDING_AWS, SSH_ARGS } from "../fakes/recording-aws";
import { PREFIX } from "../aws-simulator/ec2/names";
import { ensureCloudImages, MACHINE_IMAGE } from "../aws-simulator/ec2/images";
import { removeNamed } from "../remove-named";

const NAME = `${PREFIX}-shells`;
const SHELLS = ["bash", "dash", "zsh", "fish", "tcsh", "mksh"];

/** Runs a command in the container with the shells. */
const inside = (args: readonly string[], options: readonly string[] = [], input = "") =>
  execa("docker", ["exec", "--interactive", ...options, NAME, ...args], { input, reject: false });

beforeAll(async () => {
  await ensureCloudImages();
  await removeNamed(NAME);
  await execa("docker", ["run", "--detach", "--name", NAME, "--entrypoint", "sleep", MACHINE_IMAGE, "infinity"]);
  const install = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${SHELLS.join(" ")}`;
  const installed = await inside(["sh", "-ec", install]);
  expect(installed.exitCode, installed.stderr).toBe(0);
  const written = await inside(
    ["sh", "-c", "cat > /usr/local/bin/aws && chmod +x /usr/local/bin/aws"],
    [],
    RECORDING_AWS,
  );
  expect(written.exitCode).toBe(0);
  return () => removeNamed(NAME);
});

describe("the tunnel", () => {
  it.each(SHELLS)("opens from %s to the instance with the address", async (shell) => {
    const { stdout: file } = await inside(["sh", "-c", `command -v ${shell}`]);
    // The connection ends, since nothing answers behind the recorded command.
    const { stderr } = await inside(["ssh", ...SSH_ARGS], ["--env", `SHELL=${file}`, "--env", "RECORD=/tmp/record"]);
    const { stdout } = await inside(["sh", "-c", "cat /tmp/record; rm /tmp/record"]);
    expect(stdout.split("\n"), stderr).toEqual([QUERY, OPEN]);
  });
});
