/**
 * Proves that a stack adopts what the account has already, that it leaves a zone without capacity, and that a refresh after
 * the loss of its instance does not block `destroy`. The commands are those of docs/aws.md.
 */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OwnStack } from "../engine/own-stack";
import { KNOWN_HOSTS, onInstances, startCloud, STACK, stopCloud, withEnvironment } from "./cloud-stack";
import { terminateInstance } from "../aws-simulator/ec2/instance";
import { attachedVolumes, instances, ofInstance, remainingResources, terminate } from "../aws-simulator/ec2/queries";
import { boto } from "../aws-simulator/ec2/boto";
import { resourcesIn } from "../../pulumi/state";

/** The zone of the volume. Other zones have a default subnet, too. */
const ZONE = "eu-central-1b";

let stack: OwnStack;
let settings: Record<string, unknown>;
let volume: string;
let group: string;

beforeAll(async () => {
  stack = await startCloud();
  settings = await onInstances();
  volume = await makeVolume();
  group = await makeGroup();
  await stack.configure(settings);
});

afterAll(() => stopCloud(stack));

const command = (...args: string[]) => stack.run([...args, "--color=never", "--stack", STACK]);

/** Makes a blank volume with the tag by which `up` chooses its zone. */
async function makeVolume(): Promise<string> {
  const tag = `{'Key': 'aztec-validator', 'Value': 'aztec-validator/${STACK}'}`;
  const tags = `TagSpecifications=[{'ResourceType': 'volume', 'Tags': [${tag}]}]`;
  const made = `ec2.create_volume(AvailabilityZone='${ZONE}', Size=50, VolumeType='gp3', Encrypted=True, ${tags})`;
  return String(await boto(`${made}['VolumeId']`));
}

/** Makes a security group without the rule for all outgoing traffic, which the stack makes itself. */
async function makeGroup(): Promise<string> {
  const vpc = "ec2.describe_vpcs()['Vpcs'][0]['VpcId']";
  const id = String(
    await boto(`ec2.create_security_group(GroupName='mine', Description='Mine', VpcId=${vpc})['GroupId']`),
  );
  const all = "{'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}";
  await boto(`ec2.revoke_security_group_egress(GroupId='${id}', IpPermissions=[${all}])['Return']`);
  return id;
}

/** Returns the list of docs/aws.md. */
function adoption() {
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

/** Returns the URN of the data volume in the state. */
async function dataUrn(): Promise<string> {
  const { text } = await command("stack", "export");
  return resourcesIn(text).find(({ urn }) => urn.endsWith("::host-data"))?.urn ?? "";
}

describe("a volume and a security group that the account has already", () => {
  it("are adopted by an import", async () => {
    const file = path.join(stack.home, "adopt.json");
    writeFileSync(file, JSON.stringify(adoption()));
    const imported = await command("import", "--file", file, "--generate-code=false", "--yes", "--skip-preview");
    expect(imported.code, imported.text).toBe(0);
    const { code, text } = await command("preview");
    expect(code, text).toBe(0);
    expect(text).toMatch(/Instance +host-instance +create/);
    expect(text).not.toMatch(/host-data +(create|replace|delete)|host-firewall-group +(create|replace|delete)/);
  });
});

describe("a zone without capacity", () => {
  it("fails up with AWS's reason; the volume stays", async () => {
    const fault = "RunInstances:InsufficientInstanceCapacity";
    const { code, text } = await withEnvironment("AZTEC_VALIDATOR_CLOUD_FAULT", fault, () => stack.up());
    expect(code).not.toBe(0);
    expect(text).toContain("InsufficientInstanceCapacity");
    expect(text).toContain(
      `AWS has no c7i.4xlarge left in this zone at the moment; nothing of yours is wrong. Try \`up\` again later, or choose another type: pulumi config set --path aws.instanceType <type> --stack ${STACK}`,
    );
    expect(await instances()).toEqual([]);
    expect(await boto(`[v['VolumeId'] for v in ec2.describe_volumes()['Volumes']]`)).toContain(volume);
  });

  it("is left with the empty volume removed: address, keys and security group stay", async () => {
    const addresses = "[a['AllocationId'] for a in ec2.describe_addresses()['Addresses']]";
    const before = await boto(addresses);
    const unprotected = await command("state", "unprotect", await dataUrn(), "--yes");
    expect(unprotected.code, unprotected.text).toBe(0);
    const removed = await command("destroy", "--target", "**::host-data", "--target-dependents", "--yes");
    expect(removed.code, removed.text).toBe(0);
    expect(await boto(`[v['VolumeId'] for v in ec2.describe_volumes()['Volumes']]`)).not.toContain(volume);
    const others = `[s['SubnetId'] for s in ec2.describe_subnets()['Subnets'] if s['AvailabilityZone'] != '${ZONE}']`;
    await stack.configure({ ...settings, "aws.subnetId": await boto(`${others}[0]`) });
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await boto(addresses)).toEqual(before);
    expect(await ofInstance("SecurityGroups")).toEqual([{ GroupId: group, GroupName: "mine" }]);
    expect(await ofInstance("Placement")).not.toMatchObject({ AvailabilityZone: ZONE });
    expect((await attachedVolumes()).map(({ Size }) => Size)).toContain(50);
  });
});

describe("a login of another account", () => {
  const OTHER = "222222222222";
  const [NO_LOGIN, NO_PROVIDER] = [
    `This stack is in the AWS account 123456789012, and the login is of ${OTHER}.`,
    `AWS account ID not allowed: ${OTHER}`,
  ];

  it.each([
    ["preview", [], NO_LOGIN],
    ["up", ["--yes", "--skip-preview"], NO_LOGIN],
    ["refresh", ["--yes", "--skip-preview"], NO_PROVIDER],
    ["destroy", ["--yes", "--skip-preview"], NO_LOGIN],
  ])("is refused by %s, which changes neither AWS nor the state", async (what, options, words) => {
    await command("state", "unprotect", "--all", "--yes");
    const before = await urns();
    const { code, text } = await asOther(() => command(what, ...options));
    expect(code).not.toBe(0);
    expect(text).toContain(words);
    expect(await urns()).toEqual(before);
    expect((await instances()).length).toBe(1);
  });

  /** Returns what the state has. */
  async function urns(): Promise<string[]> {
    return resourcesIn((await command("stack", "export")).text)
      .map(({ urn }) => urn)
      .sort();
  }

  /** Works with a login of another account, which knows nothing of the stack. */
  async function asOther<T>(work: () => Promise<T>): Promise<T> {
    const role = `sts.assume_role(RoleArn='arn:aws:iam::${OTHER}:role/other', RoleSessionName='other')`;
    const key = String(await boto(`${role}['Credentials']['AccessKeyId']`));
    return withEnvironment("AZTEC_VALIDATOR_CLOUD_LOGIN", `${OTHER}:${key}`, work);
  }
});

describe("a terminated instance that a refresh has forgotten", () => {
  it("does not block destroy in a fresh checkout, which contacts only AWS", async () => {
    const [id = ""] = await instances();
    await terminate(id);
    await terminateInstance(id);
    const refreshed = await command("refresh", "--yes", "--skip-preview");
    expect(refreshed.text).toMatch(/host-instance +deleted/);
    rmSync(KNOWN_HOSTS);
    const unprotected = await command("state", "unprotect", "--all", "--yes");
    expect(unprotected.code, unprotected.text).toBe(0);
    const { code, text } = await command("destroy", "--yes");
    expect(code, text).toBe(0);
    expect(await remainingResources()).toEqual([[], [], [], []]);
    expect(await boto(`[g['GroupName'] for g in ec2.describe_security_groups()['SecurityGroups']]`)).toEqual([
      "default",
    ]);
  });
});
