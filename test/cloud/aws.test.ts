/**
 * A validator on AWS, from nothing to its end: the real engine and program, a real node and a real Debian 13 that boots
 * the program's own user data, behind an emulator of EC2's API whose security groups are enforced.
 *
 * What this does not prove: an account's quotas and rights, what is in Debian's image, prices, the official aws plugin's
 * own checks, EC2's eventual consistency, the real tunnel of an Instance Connect Endpoint. On a real account:
 *
 *   pulumi preview                                            rights to read, the image, the subnet
 *   pulumi up && pulumi up --expect-no-changes --refresh      rights to make, and what the plugin reads back
 *   nc -z -w 3 "$(pulumi stack output address)" 40400         the way from the internet
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANE } from "../engine/lane";
import { rpc } from "../engine/test-stack";
import type { OwnStack } from "../engine/own-stack";
import { discv5Answer, multistreamGreeting } from "../../cli/health/probe/p2p-dial";
import { HERE, onInstances, startCloud, STACK, stopCloud, withEnvironment } from "./cloud-stack";
import { isGrown, uuidOf } from "../aws-simulator/ec2/data-volume";
import { onInstance, rebootInstance } from "../aws-simulator/ec2/instance";
import {
  attachedVolumes,
  instances,
  leftovers,
  ofInstance,
  policies,
  revokeUdp,
  rules,
  tagsOfInstance,
} from "../aws-simulator/ec2/asked";
import { onInternet } from "../aws-simulator/ec2/names";
import { answerToStranger, openToStrangers, openToUs } from "./outside";

/** The first Elastic IP. */
const ADDRESS = onInternet(10);
const PORTS = [22, 40_400, 8080, 8880];
const MARK = "/var/lib/aztec/data/written-before";

let stack: OwnStack;
let settings: Record<string, unknown>;
/** The settings from when the disk was grown on. */
let grown: Record<string, unknown>;
/** Without termination protection again, and with another instance type. */
let typed: Record<string, unknown>;
let first: { instance: string; peerId: string; uuid: string };

beforeAll(async () => {
  stack = await startCloud();
  settings = await onInstances();
  typed = { ...settings, "aws.dataGb": 60, "aws.instanceType": "c7i.8xlarge" };
  grown = { ...settings, "aws.dataGb": 60, "aws.terminationProtection": true };
  await stack.configure(settings);
});

afterAll(() => stopCloud(stack));

const command = (...words: string[]) => stack.run([...words, "--color=never", "--stack", STACK]);

/** The node answers to whom its RPC is open. */
async function isReady(): Promise<boolean> {
  return rpc("node_getNodeInfo", 8080, ADDRESS).then(
    () => true,
    () => false,
  );
}

describe("up", () => {
  it("ends with a ready node on an instance", async () => {
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await stack.output("nodeVersion")).toBe("4.1.2");
    expect(await stack.output("p2pEndpoint")).toBe(`${ADDRESS}:40400`);
    const [instance = ""] = await instances();
    first = { instance, peerId: await stack.output("peerId"), uuid: await uuidOf(instance) };
    await onInstance(instance, "sh", "-c", `echo kept > ${MARK}`);
  });

  it("makes the same again of nothing: preview and refresh find no change", async () => {
    const { code, text } = await command("preview", "--refresh", "--expect-no-changes");
    expect(code, text).toBe(0);
  });

  it("lets p2p in from everywhere on TCP and UDP, and nothing else", async () => {
    const enr = await stack.output("enr");
    expect(await openToStrangers(ADDRESS, PORTS)).toEqual([40_400]);
    expect(await answerToStranger(ADDRESS, 40_400, enr)).toBeGreaterThan(0);
    expect(await multistreamGreeting(ADDRESS, 40_400)).toBe("/multistream/1.0.0");
    expect(await discv5Answer(ADDRESS, 40_400, enr)).toBe("WHOAREYOU");
  });

  it("lets in whom the settings name, where they name them", async () => {
    expect(await openToUs(ADDRESS, PORTS)).toEqual([22, 40_400, 8080]);
    expect(await isReady()).toBe(true);
  });
});

describe("the emulator, asked by another client, has", () => {
  it("these rules and no other", async () => {
    expect(await rules()).toEqual([
      `false tcp 22 ${HERE}`,
      "false tcp 40400 0.0.0.0/0",
      "false tcp 40400 ::/0",
      `false tcp 8080 ${HERE}`,
      "false udp 40400 0.0.0.0/0",
      "false udp 40400 ::/0",
      "true -1 -1 0.0.0.0/0",
      "true -1 -1 ::/0",
    ]);
    expect(HERE).toBe(`198.18.${LANE}.1/32`);
  });

  it("an instance with tokens required, one hop, no rights and its tags", async () => {
    expect(await ofInstance("MetadataOptions")).toMatchObject({
      HttpTokens: "required",
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: "enabled",
    });
    const tags = { Name: `aztec-validator-${STACK}`, "aztec-validator": `aztec-validator/${STACK}` };
    expect(await tagsOfInstance()).toEqual(tags);
    expect(await policies()).toEqual([]);
  });

  it("an encrypted data volume of its own, beside an encrypted root", async () => {
    const told = (await attachedVolumes()).map(({ Size, VolumeType, Encrypted, Iops, Throughput }) => ({
      Size,
      VolumeType,
      Encrypted,
      Iops,
      Throughput,
    }));
    expect(told).toContainEqual({ Size: 50, VolumeType: "gp3", Encrypted: true, Iops: 3000, Throughput: 125 });
    expect(told.filter(({ Encrypted }) => Encrypted !== true)).toEqual([]);
    expect(told.length).toBe(2);
  });
});

describe("what is changed later", () => {
  it("a rule removed by hand shows as drift, and up brings it back", async () => {
    await revokeUdp();
    const drift = await command("preview", "--refresh", "--expect-no-changes");
    expect(drift.code).not.toBe(0);
    expect(drift.text).toMatch(/p2p-udp-ipv4/);
    const repaired = await command("up", "--refresh", "--yes", "--skip-preview");
    expect(repaired.code, repaired.text).toBe(0);
    expect(await answerToStranger(ADDRESS, 40_400, await stack.output("enr"))).toBeGreaterThan(0);
  });

  it("the disk grows while the node runs", async () => {
    const started = await startedAt();
    await stack.configure(grown);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await isGrown(first.instance, 60)).toBe(true);
    expect(await startedAt()).toBe(started);
  });

  it("a newer image of Debian changes nothing", async () => {
    const preview = await withEnvironment("AZTEC_VALIDATOR_CLOUD_AMI", "ami-0fffffffffffffff0", () =>
      command("preview", "--expect-no-changes"),
    );
    expect(preview.code, preview.text).toBe(0);
  });

  it("another instance is refused in the preview while termination protection is on", async () => {
    await stack.configure({ ...grown, "aws.generation": 2 });
    const { code, text } = await command("preview");
    expect(code).not.toBe(0);
    expect(text).toMatch(/unable to replace resource .*host-instance/);
  });

  it("another instance type stops and starts the instance, and the node is back by itself", async () => {
    await stack.configure(typed);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await instances()).toEqual([first.instance]);
    expect(await ofInstance("InstanceType")).toBe("c7i.8xlarge");
    await expect.poll(isReady, { timeout: 120_000, interval: 1000 }).toBe(true);
    expect(await onInstance(first.instance, "cat", MARK)).toBe("kept");
  });

  it("after a reboot the node is back by itself", async () => {
    await rebootInstance(first.instance);
    await expect.poll(isReady, { timeout: 120_000, interval: 1000 }).toBe(true);
    expect(await onInstance(first.instance, "cat", MARK)).toBe("kept");
  });
});

describe("another instance", () => {
  it("is told in the preview, with everything that is on it", async () => {
    // Through the endpoint from here on, as the default is.
    const tunneled = Object.fromEntries(Object.entries(typed).filter(([name]) => name !== "aws.sshSources"));
    Object.assign(tunneled, { "aws.access": "instance-connect", "aws.generation": 2 });
    await stack.configure(tunneled);
    const { code, text } = await command("preview");
    expect(code, text).toBe(0);
    for (const name of ["host-instance", "host-disk", "host-address", "node-network", "node-container", "node-ready"]) {
      expect(text).toMatch(new RegExp(`${name} +replace`));
    }
    expect(text).not.toMatch(/host-data +replace|Eip +host-address +replace/);
  });

  it("has the same address, peer id and data, and the old one is gone", async () => {
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    const [instance = "", ...others] = await instances();
    expect(others).toEqual([]);
    expect(instance).not.toBe(first.instance);
    expect(await stack.output("peerId")).toBe(first.peerId);
    expect(await stack.output("p2pEndpoint")).toBe(`${ADDRESS}:40400`);
    expect(await onInstance(instance, "cat", MARK)).toBe("kept");
    expect(await uuidOf(instance)).toBe(first.uuid);
    expect(await isReady()).toBe(true);
  });

  it("is reached through the endpoint, with its SSH closed to every network", async () => {
    expect(await openToUs(ADDRESS, PORTS)).toEqual([40_400, 8080]);
  });
});

describe("destroy", () => {
  it("of a protected stack removes nothing, and says how to lift the protection", async () => {
    // Without a preview, Pulumi would remove whatever is not protected itself.
    const { code, text } = await command("destroy", "--yes");
    expect(code).not.toBe(0);
    expect(text).toContain("pulumi state unprotect");
    expect((await instances()).length).toBe(1);
    expect(await isReady()).toBe(true);
  });

  it("after that is lifted removes everything", async () => {
    const lifted = await command("state", "unprotect", "--all", "--yes");
    expect(lifted.code, lifted.text).toBe(0);
    const { code, text } = await command("destroy", "--yes", "--skip-preview");
    expect(code, text).toBe(0);
    expect(await instances()).toEqual([]);
    expect(await leftovers()).toEqual([[], [], [], []]);
  });
});

/** When the node's container on the first instance started. */
function startedAt(): Promise<string> {
  const words = ["docker", "inspect", "--format", "{{.State.StartedAt}}", `aztec-validator-${STACK}`];
  return onInstance(first.instance, ...words);
}
