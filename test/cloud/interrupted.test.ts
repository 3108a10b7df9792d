/** Proves how `up` recovers when the creation of an instance fails or is interrupted. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OwnStack } from "../engine/own-stack";
import { onInstances, startCloud, STACK, stopCloud, withEnvironment } from "./cloud-stack";
import { instances, terminate } from "../aws-simulator/ec2/queries";
import { terminateInstance } from "../aws-simulator/ec2/instance";
import { boto } from "../aws-simulator/ec2/world";

let stack: OwnStack;
let settings: Record<string, unknown>;

beforeAll(async () => {
  stack = await startCloud();
  settings = await onInstances();
});

afterAll(() => stopCloud(stack));

const command = (...args: string[]) => stack.run([...args, "--color=never", "--stack", STACK]);

async function dataVolumes(): Promise<number> {
  return (await boto("len([v for v in ec2.describe_volumes()['Volumes'] if v['Size'] == 50])")) as number;
}

/** Terminates the instance without Pulumi, as a person or AWS would. */
async function lose(id: string): Promise<void> {
  await terminate(id);
  await terminateInstance(id);
}

describe("a login at AWS that expires in the middle", () => {
  it("fails the deployment with AWS's reason; what was made stays, and the next up continues with it", async () => {
    await stack.configure(settings);
    const { code, text } = await withEnvironment("AZTEC_VALIDATOR_CLOUD_FAULT", "AttachVolume:RequestExpired", () =>
      withEnvironment("AZTEC_VALIDATOR_CLOUD_PACKAGE", "docker.io-of-nowhere", () => stack.up()),
    );
    expect(code).not.toBe(0);
    expect(text).toContain("api error RequestExpired: Request has expired.");
    expect((await instances()).length).toBe(1);
    expect(await dataVolumes()).toBe(1);
  });
});

describe("a boot that fails", () => {
  it("fails the deployment before the timeout, and prints the end of the boot log", async () => {
    const before = await instances();
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(await instances()).toEqual(before);
    expect(text).toContain("has not booted: cloud-init failed");
    expect(text).toContain("The last lines of its boot log:");
    expect(text).toContain("docker.io-of-nowhere");
    expect(text).not.toMatch(/docker:index:Network/);
  });

  it("is retried on another instance; if up is killed during that boot, the next up continues", async () => {
    const [broken = ""] = await instances();
    await stack.configure({ ...settings, "aws.generation": 2 });
    const run = stack.start(["up", "--yes", "--skip-preview", "--color=never", "--stack", STACK]);
    await new Promise<void>((resolve) => {
      run.all?.on("data", (text: Buffer) => {
        if (text.toString().includes("HostReady host-ready creating")) resolve();
      });
    });
    run.kill("SIGKILL");
    await run;
    const cancelled = await command("cancel", "--yes");
    expect(cancelled.code, cancelled.text).toBe(0);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect((await instances()).length).toBe(1);
    expect(await instances()).not.toEqual([broken]);
    expect(await dataVolumes()).toBe(1);
    expect(await stack.output("nodeVersion")).toBe("4.1.2");
  });
});

describe("a terminated instance", () => {
  it("is in the preview, and up makes another one with the same data, address and peer id", async () => {
    const [id = ""] = await instances();
    const peerId = await stack.output("peerId");
    await lose(id);
    const preview = await command("preview");
    expect(preview.code, preview.text).toBe(0);
    expect(preview.text).toMatch(/AWS has no instance of this stack, and its data volume vol-\w+ is free/);
    expect(preview.text).toMatch(/host-instance +replace/);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect((await instances()).length).toBe(1);
    expect(await instances()).not.toEqual([id]);
    expect(await dataVolumes()).toBe(1);
    expect(await stack.output("peerId")).toBe(peerId);
    const repeated = await command("preview", "--expect-no-changes");
    expect(repeated.code, repeated.text).toBe(0);
  });

  it("that AWS does not know any more is forgotten by a refresh, although Docker on it cannot answer; up goes on", async () => {
    const [id = ""] = await instances();
    const peerId = await stack.output("peerId");
    await lose(id);
    await withEnvironment("AZTEC_VALIDATOR_CLOUD_FORGOTTEN", id, async () => {
      const refreshed = await command("refresh", "--yes", "--skip-preview");
      expect(refreshed.text).toMatch(/host-instance +deleted/);
      const { code, text } = await stack.up();
      expect(code, text).toBe(0);
    });
    expect((await instances()).length).toBe(1);
    expect(await dataVolumes()).toBe(1);
    expect(await stack.output("peerId")).toBe(peerId);
  });

  it("does not block destroy", async () => {
    const [id = ""] = await instances();
    await lose(id);
    await command("state", "unprotect", "--all", "--yes");
    const { code, text } = await command("destroy", "--yes");
    expect(code, text).toBe(0);
    expect(await boto("ec2.describe_addresses()['Addresses']")).toEqual([]);
  });
});

describe("the example stack", () => {
  it("loads, and its preview creates an instance and a node", async () => {
    const required = ["attesterPrivateKey", "aws.sshPublicKey"];
    await stack.configure({
      ...Object.fromEntries(required.map((name) => [name, settings[name]])),
      network: "testnet",
      release: "6.0.0-rc.1",
      "host.kind": "aws",
      "aws.region": "eu-central-1",
      ethereumHosts: ["https://ethereum.example.org"],
      l1ConsensusHosts: ["https://beacon.example.org"],
    });
    const { code, text } = await command("preview");
    expect(code, text).toBe(0);
    expect(text).toMatch(/InstanceConnectEndpoint host-firewall-endpoint create/);
    expect(text).toMatch(/monthlyCost +: "about 822 USD a month/);
    expect(text).not.toMatch(/ssh-tcp/);
  });
});

describe("what the account has already", () => {
  const made = "ec2.create_volume(AvailabilityZone='eu-central-1b', Size=50, VolumeType='gp3', Encrypted=True";
  const tag = `{'Key': 'aztec-validator', 'Value': 'aztec-validator/${STACK}'}`;
  const vpc = "ec2.describe_vpcs()['Vpcs'][0]['VpcId']";

  it("is adopted by an import, as docs/aws.md says: volume and security group", async () => {
    const volume = String(
      await boto(`${made}, TagSpecifications=[{'ResourceType': 'volume', 'Tags': [${tag}]}])['VolumeId']`),
    );
    const group = String(
      await boto(`ec2.create_security_group(GroupName='mine', Description='Mine', VpcId=${vpc})['GroupId']`),
    );
    await stack.configure({ ...settings, "aws.generation": 2 });
    const file = path.join(stack.home, "adopt.json");
    writeFileSync(file, JSON.stringify(adoption(volume, group)));
    const imported = await command("import", "--file", file, "--generate-code=false", "--yes", "--skip-preview");
    expect(imported.code, imported.text).toBe(0);
    const { code, text } = await command("preview");
    expect(code, text).toBe(0);
    expect(text).toMatch(/Instance +host-instance +create/);
    expect(text).not.toMatch(/host-data +(create|replace|delete)|host-firewall-group +(create|replace|delete)/);
  });

  /** Returns the list of docs/aws.md. */
  function adoption(volume: string, group: string) {
    const aws = `urn:pulumi:${STACK}::aztec-validator::aztec-validator:index:AwsHost$pulumi:providers:aws::host-aws`;
    const [host, firewall] = ["host", "host-firewall"];
    return {
      nameTable: { aws },
      resources: [
        { type: "aztec-validator:index:AwsHost", name: host, component: true },
        { type: "aztec-validator:index:Firewall", name: firewall, parent: host, component: true },
        { type: "aws:ebs/volume:Volume", name: "host-data", id: volume, parent: host, provider: "aws" },
        {
          type: "aws:ec2/securityGroup:SecurityGroup",
          name: "host-firewall-group",
          id: group,
          parent: firewall,
          provider: "aws",
        },
      ],
    };
  }
});
