/** Proves that shellcheck and cloud-init accept every script and user data that a host gets. */
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { cloudInit } from "../../components/cloud-init";
import { growDisk, INSTALL_DOCKER, LOOK, openFirewall } from "../../resources/host-ready/script";
import { reservePorts } from "../../remote/reserved-ports";
import { samples } from "../fixtures/samples";
import { ensureCloudImages, MACHINE_IMAGE } from "../aws-simulator/ec2/images";

const userData = cloudInit({
  sshPublicKey: String(samples["aws.sshPublicKey"]),
  volumeId: "vol-0123456789abcdef0",
  ports: [40_400, 40_400],
  isCopy: false,
});
const [mount = ""] = z.object({ bootcmd: z.array(z.string()) }).parse(parse(userData)).bootcmd;

beforeAll(() => ensureCloudImages());

function inMachine(input: string, ...args: string[]) {
  const [program = "", ...rest] = args;
  const options = { input, reject: false, all: true } as const;
  return execa("docker", ["run", "--rm", "--interactive", "--entrypoint", program, MACHINE_IMAGE, ...rest], options);
}

describe("a script or user data for a host", () => {
  it.each([
    ["mounting the data volume", mount],
    ["looking at a host", LOOK],
    ["installing Docker", INSTALL_DOCKER],
    ["opening a firewall", openFirewall(["40400/tcp", "40400/udp"])],
    ["growing a disk", growDisk(50)],
    ["reserving ports", reservePorts([40_400, 8080])],
  ])("%s: shellcheck finds nothing", async (_name, script) => {
    // SC1091: this machine lacks the os-release that is read. SC2034: a loop variable that only counts is unused.
    const args = ["shellcheck", "--shell=sh", "--exclude=SC1091,SC2034", "-"];
    const { exitCode, all } = await inMachine(script, ...args);
    expect(exitCode, all).toBe(0);
  });

  it("passes cloud-init's schema", async () => {
    const script = "cat > /tmp/user-data && cloud-init schema --config-file /tmp/user-data";
    const { exitCode, all } = await inMachine(userData, "sh", "-c", script);
    expect(exitCode, all).toBe(0);
    expect(all).toContain("Valid schema");
  });
});
