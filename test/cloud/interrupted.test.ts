/** Proves how `up` recovers when the creation of an instance fails or is interrupted. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OwnStack } from "../engine/own-stack";
import { onInstances, startCloud, STACK, stopCloud, withEnvironment } from "./cloud-stack";
import { instances, terminate } from "../aws-simulator/ec2/queries";
import { uuidOf } from "../aws-simulator/ec2/data-volume";
import { passTime } from "../aws-simulator/ec2/lifecycle-policies";
import { onInternet } from "../aws-simulator/ec2/names";
import { onInstance, terminateInstance } from "../aws-simulator/ec2/instance";
import { resourcesIn } from "../../pulumi/state";
import { boto } from "../aws-simulator/ec2/boto";

let stack: OwnStack;
let settings: Record<string, unknown>;

beforeAll(async () => {
  stack = await startCloud();
  const address = `ec2.allocate_address(Domain='vpc', Address='${onInternet(10)}')['AllocationId']`;
  settings = { ...(await onInstances()), "aws.addressId": await boto(address), "aws.dailySnapshots": 2 };
});

afterAll(() => stopCloud(stack));

const command = (...args: string[]) => stack.run([...args, "--color=never", "--stack", STACK]);

async function dataVolumes(): Promise<number> {
  return (await boto("len([v for v in ec2.describe_volumes()['Volumes'] if v['Size'] == 50])")) as number;
}

/** Returns where an instance is, and its data volume. */
async function placeOf(id: string): Promise<{ zone: string; volume: string }> {
  const zone = `[i['Placement']['AvailabilityZone'] for r in ec2.describe_instances(InstanceIds=['${id}'])['Reservations'] for i in r['Instances']][0]`;
  const isData = `v['Size'] == 50 and v['Attachments'] and v['Attachments'][0]['InstanceId'] == '${id}'`;
  const volume = `[v['VolumeId'] for v in ec2.describe_volumes()['Volumes'] if ${isData}][0]`;
  return { zone: String(await boto(zone)), volume: String(await boto(volume)) };
}

async function subnetOutside(zone: string): Promise<string> {
  const others = `[s['SubnetId'] for s in ec2.describe_subnets()['Subnets'] if s['AvailabilityZone'] != '${zone}']`;
  return String(await boto(`${others}[0]`));
}

/** Returns the snapshots by policies, with what they are of and their tags, the oldest first. The emulator has many others. */
async function snapshots(): Promise<{ id: string; volume: string; tags: Record<string, string> }[]> {
  const tags = "{t['Key']: t['Value'] for t in s.get('Tags', [])}";
  const managed = "Filters=[{'Name': 'tag-key', 'Values': ['dlm:managed']}]";
  const own = `sorted(ec2.describe_snapshots(${managed})['Snapshots'], key=lambda s: s['StartTime'])`;
  const fields = `{'id': s['SnapshotId'], 'volume': s['VolumeId'], 'tags': ${tags}}`;
  return (await boto(`[${fields} for s in ${own}]`)) as Awaited<ReturnType<typeof snapshots>>;
}

/** Makes the stack forget a volume that cannot be removed, by the commands of docs/aws.md. */
async function forget(volume: string): Promise<void> {
  const tags = "[{'Key': 'aztec-validator'}, {'Key': 'aztec-validator-snapshots'}]";
  await boto(`ec2.delete_tags(Resources=['${volume}'], Tags=${tags})['ResponseMetadata']['HTTPStatusCode']`);
  const urn = await urnOf("host-data");
  const forgotten = await command("state", "delete", urn, "--target-dependents", "--force", "--yes");
  expect(forgotten.code, forgotten.text).toBe(0);
}

async function inState(name: string) {
  const { text } = await command("stack", "export");
  return resourcesIn(text).find(({ urn }) => urn.endsWith(`::${name}`));
}

/** Returns the URN of a resource in the state. */
const urnOf = async (name: string) => (await inState(name))?.urn ?? "";
/** Returns the id of a resource in the state. */
const idOf = async (name: string) => (await inState(name))?.id ?? "";

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

describe("a zone that is lost", () => {
  const DATA = "/var/lib/aztec/data";
  let peerId: string;
  let uuid: string;
  let snapshot: string;

  it("has left the snapshots that the policy made of the data volume alone: as many as it keeps, with the volume's tags", async () => {
    const [id = ""] = await instances();
    const { volume } = await placeOf(id);
    const day = (date: number, time: string) => new Date(`2026-11-${date}T${time}:00Z`);
    await passTime(day(27, "02:00"), day(28, "04:00"));
    const [, second] = await snapshots();
    await onInstance(id, "sh", "-c", `echo kept > ${DATA}/written-before`);
    await passTime(day(28, "04:00"), day(29, "04:00"));
    const kept = await snapshots();
    expect(kept.map(({ volume: of }) => of)).toEqual([volume, volume]);
    expect(kept[0]).toEqual(second);
    expect(kept[1]?.tags).toEqual({
      Name: `aztec-validator-${STACK}`,
      "aztec-validator": `aztec-validator/${STACK}`,
      "aztec-validator-snapshots": `aztec-validator/${STACK}`,
      "dlm:managed": "true",
      "aws:dlm:lifecycle-policy-id": await idOf("host-snapshots"),
      "aws:dlm:lifecycle-schedule-name": "daily",
    });
    snapshot = kept[1]?.id ?? "";
  });

  it("is left by the last of them in another zone, without a node at first: its record is old", async () => {
    const [id = ""] = await instances();
    const { zone, volume } = await placeOf(id);
    peerId = await stack.output("peerId");
    uuid = await uuidOf(id);
    await forget(volume);
    const next = { "aws.subnetId": await subnetOutside(zone), "aws.dataSnapshotId": snapshot };
    await stack.configure({ ...settings, "aws.generation": 2, ...next });
    // Its node would sign beside that of the new one.
    const beside = await stack.up();
    expect(beside.code).not.toBe(0);
    expect(beside.text).toContain(`AWS has an instance of this stack that its state does not have, ${id} (running)`);
    expect(await instances()).toEqual([id]);
    await lose(id);
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(text.replaceAll(/\s+/g, " ")).toMatch(
      new RegExp(`The data volume was made from ${snapshot}\\. .* two epochs \\(\\d+ min\\) have passed without one`),
    );
    const [other = ""] = await instances();
    expect((await placeOf(other)).zone).not.toBe(zone);
    expect(await onInstance(other, "docker", "ps", "--all", "--quiet", "--filter", "name=aztec-validator-")).toBe("");
    // The rest of the file expects one data volume: the zone is back, and the operator removes the old one.
    await boto(`ec2.delete_volume(VolumeId='${volume}')['ResponseMetadata']['HTTPStatusCode']`);
  });

  it("has cost no data and no identity once two epochs are over", async () => {
    const [id = ""] = await instances();
    // The time passes at once: the wait has begun long ago.
    await onInstance(id, "sed", "--in-place", "s/ [0-9]* waits/ 1 waits/", `${DATA}/signing-protection.wait`);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await stack.output("peerId")).toBe(peerId);
    expect(await uuidOf(id)).toBe(uuid);
    expect(await onInstance(id, "cat", `${DATA}/written-before`)).toBe("kept");
    const repeated = await command("preview", "--refresh", "--expect-no-changes");
    expect(repeated.code, repeated.text).toBe(0);
    // A snapshot is for a new volume only.
    await stack.configure({ ...settings, "aws.generation": 2 });
    const without = await command("preview");
    expect(without.text).not.toMatch(/host-data +(create|replace|delete)/);
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
    // The operator's own address stays.
    expect(await boto("[a['AllocationId'] for a in ec2.describe_addresses()['Addresses']]")).toEqual([
      settings["aws.addressId"],
    ]);
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
