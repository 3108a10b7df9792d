/**
 * Proves the life of a validator on AWS, from the first `up` to `destroy`. The Pulumi engine, the program, the node and the
 * Debian 13 that boots the program's user data are real. An emulator answers EC2's API and enforces security groups.
 *
 * test/aws-simulator/README.md lists what the simulated AWS cannot show, and the commands that check it on a real account.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANE } from "../engine/lane";
import { rpc } from "../engine/test-stack";
import type { OwnStack } from "../engine/own-stack";
import { statusReportSchema } from "../../cli/health/status-report";
import { discv5Answer, multistreamGreeting } from "../../cli/health/probe/p2p-dial";
import { HERE, KNOWN_HOSTS, onInstances, startCloud, STACK, stopCloud, withEnvironment } from "./cloud-stack";
import { allActions, isAmong, UNCALLED } from "../../generate/aws-permissions";
import { calledActions } from "../aws-simulator/plugin/permissions";
import { isGrown, uuidOf } from "../aws-simulator/ec2/data-volume";
import { onInstance } from "../aws-simulator/ec2/instance";
import { stopInstance } from "../aws-simulator/ec2/power";
import {
  attachedVolumes,
  changeByHand,
  hasTag,
  instances,
  remainingResources,
  ofInstance,
  policies,
  revokeUdp,
  rules,
  stopRecord,
  tagsOfInstance,
} from "../aws-simulator/ec2/queries";
import { missedKinds } from "../aws-simulator/ec2/unknown-yet";
import { onInternet } from "../aws-simulator/ec2/names";
import { boto } from "../aws-simulator/ec2/boto";
import { followedOverTunnels, useEndpoint } from "./endpoint";
import { answerToStranger, openToStrangers, openToUs } from "./outside";

/** The first Elastic IP. */
const ADDRESS = onInternet(10);
const PORTS = [22, 40_400, 8080, 8880];
const MARK = "/var/lib/aztec/data/written-before";

let stack: OwnStack;
let settings: Record<string, unknown>;
/** Settings with the larger disk. */
let grown: Record<string, unknown>;
/** Settings without termination protection, and with another instance type. */
let typed: Record<string, unknown>;
let first: { instance: string; peerId: string; uuid: string; knownHosts: string };

beforeAll(async () => {
  stack = await startCloud();
  settings = await onInstances();
  typed = { ...settings, "aws.dataGb": 60, "aws.instanceType": "c7i.8xlarge", "aws.dailySnapshots": 3 };
  grown = {
    ...settings,
    "aws.dataGb": 60,
    "aws.terminationProtection": true,
    "aws.tags": { team: "nodes" },
    "aws.dailySnapshots": 7,
  };
  await stack.configure(settings);
});

afterAll(() => stopCloud(stack));

const command = (...args: string[]) => stack.run([...args, "--color=never", "--stack", STACK]);

/** Queries the node from an address for which its RPC is open. */
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
    first = { instance, peerId: await stack.output("peerId"), uuid: await uuidOf(instance), knownHosts: "" };
    await onInstance(instance, "sh", "-c", `echo kept > ${MARK}`);
  });

  it("is repeatable in a fresh checkout: preview and refresh find no change, and the host's key is that of the state", async () => {
    first.knownHosts = readFileSync(KNOWN_HOSTS, "utf8");
    rmSync(KNOWN_HOSTS);
    const { code, text } = await command("preview", "--refresh", "--expect-no-changes");
    expect(code, text).toBe(0);
    expect(readFileSync(KNOWN_HOSTS, "utf8")).toBe(first.knownHosts);
  });

  it("opens p2p to everyone on TCP and UDP, and nothing else", async () => {
    const enr = await stack.output("enr");
    expect(await openToStrangers(ADDRESS, PORTS)).toEqual([40_400]);
    expect(await answerToStranger(ADDRESS, 40_400, enr)).toBeGreaterThan(0);
    expect(await multistreamGreeting(ADDRESS, 40_400)).toBe("/multistream/1.0.0");
    expect(await discv5Answer(ADDRESS, 40_400, enr)).toBe("WHOAREYOU");
  });

  it("opens SSH and RPC to the networks in the settings", async () => {
    expect(await openToUs(ADDRESS, PORTS)).toEqual([22, 40_400, 8080]);
    expect(await isReady()).toBe(true);
  });
});

describe("the emulator, queried by another client, has", () => {
  it("exactly these security group rules", async () => {
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

  it("an instance that requires metadata tokens, with one hop, no permissions and its tags", async () => {
    expect(await ofInstance("MetadataOptions")).toMatchObject({
      HttpTokens: "required",
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: "enabled",
    });
    const tags = { Name: `aztec-validator-${STACK}`, "aztec-validator": `aztec-validator/${STACK}` };
    expect(await tagsOfInstance()).toEqual(tags);
    expect(await policies()).toEqual([]);
  });

  it("a separate encrypted data volume, beside an encrypted root volume", async () => {
    const volumes = (await attachedVolumes()).map(({ Size, VolumeType, Encrypted, Iops, Throughput }) => ({
      Size,
      VolumeType,
      Encrypted,
      Iops,
      Throughput,
    }));
    expect(volumes).toContainEqual({ Size: 50, VolumeType: "gp3", Encrypted: true, Iops: 20_000, Throughput: 625 });
    expect(volumes.filter(({ Encrypted }) => Encrypted !== true)).toEqual([]);
    expect(volumes.length).toBe(2);
  });
});

describe("a later change", () => {
  it("by hand to rules, groups and metadata options shows as drift, and up reverts it", async () => {
    const before = [await rules(), await ofInstance("SecurityGroups")];
    await revokeUdp();
    await changeByHand();
    const drift = await command("preview", "--refresh", "--expect-no-changes");
    expect(drift.code).not.toBe(0);
    expect(drift.text).toMatch(/p2p-udp-ipv4/);
    const repaired = await command("up", "--refresh", "--yes", "--skip-preview");
    expect(repaired.code, repaired.text).toBe(0);
    expect(await answerToStranger(ADDRESS, 40_400, await stack.output("enr"))).toBeGreaterThan(0);
    expect([await rules(), await ofInstance("SecurityGroups")]).toEqual(before);
    expect(await ofInstance("MetadataOptions")).toMatchObject({ HttpPutResponseHopLimit: 1 });
    expect(await isReady()).toBe(true);
  });

  it("grows the disk while the node runs", async () => {
    const started = await startedAt();
    await stack.configure(grown);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await isGrown(first.instance, 60)).toBe(true);
    expect(await startedAt()).toBe(started);
    expect(await tagsOfInstance()).toMatchObject({ team: "nodes" });
  });

  it("of the newest Debian image replaces nothing", async () => {
    const preview = await withEnvironment("AZTEC_VALIDATOR_CLOUD_AMI", "ami-0fffffffffffffff0", () =>
      command("preview", "--expect-no-changes"),
    );
    expect(preview.code, preview.text).toBe(0);
  });

  it("that replaces the instance is refused in the preview while termination protection is on", async () => {
    await stack.configure({ ...grown, "aws.generation": 2 });
    const { code, text } = await command("preview");
    expect(code).not.toBe(0);
    expect(text).toMatch(/unable to replace resource .*host-instance/);
  });

  it("of the instance type restarts the instance, and the node starts again", async () => {
    await stack.configure(typed);
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(await instances()).toEqual([first.instance]);
    expect(await tagsOfInstance()).not.toHaveProperty("team");
    expect(await ofInstance("InstanceType")).toBe("c7i.8xlarge");
    expect(await isReady()).toBe(true);
    expect(await onInstance(first.instance, "cat", MARK)).toBe("kept");
  });

  it("is refused while AWS has stopped the instance; once it is started, so is the node", async () => {
    await stopByAws(first.instance);
    const { code, text } = await command("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(text).toContain(`the instance ${first.instance} of this stack is stopped`);
    const start = `aws --region eu-central-1 ec2 start-instances --instance-ids ${first.instance}`;
    expect(text).toContain(start);
    await stack.shell(start);
    await expect.poll(isReady, { timeout: 120_000, interval: 1000 }).toBe(true);
    expect(await onInstance(first.instance, "cat", MARK)).toBe("kept");
  });
});

describe("a replacement of the instance", () => {
  it("is in the preview, with everything on the instance", async () => {
    // From here on through the endpoint, which is the default.
    const tunneled = Object.fromEntries(
      Object.entries(typed).filter(([name]) => !["aws.sshSources", "aws.dailySnapshots"].includes(name)),
    );
    Object.assign(tunneled, { "aws.access": "instance-connect", "aws.generation": 2 });
    await stack.configure(tunneled);
    const { code, text } = await command("preview");
    expect(code, text).toBe(0);
    for (const name of ["host-instance", "host-disk", "host-address", "node-network", "node-container", "node-ready"]) {
      expect(text).toMatch(new RegExp(`${name} +replace`));
    }
    expect(text).not.toMatch(/host-data +replace|Eip +host-address +replace/);
  });

  it("keeps address, peer id and data, and removes the old instance", async () => {
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(text).toMatch(/host-stop deleted original[^]*Instance host-instance deleting original/);
    expect(await hasTag(first.instance, "aztec-validator-ending")).toBe(true);
    const [instance = "", ...others] = await instances();
    expect(others).toEqual([]);
    expect(instance).not.toBe(first.instance);
    expect(await stack.output("peerId")).toBe(first.peerId);
    expect(await stack.output("p2pEndpoint")).toBe(`${ADDRESS}:40400`);
    expect(await onInstance(instance, "cat", MARK)).toBe("kept");
    expect(await uuidOf(instance)).toBe(first.uuid);
    expect(await isReady()).toBe(true);
  });

  it("is no alarm in the checkout of an operator who has the old instance's key", async () => {
    const now = readFileSync(KNOWN_HOSTS, "utf8");
    expect(now).not.toBe(first.knownHosts);
    writeFileSync(KNOWN_HOSTS, first.knownHosts);
    const { text } = await stack.cli("status", "--json");
    expect(statusReportSchema.parse(JSON.parse(text)).facts.container?.status, text).toBe("running");
    expect(readFileSync(KNOWN_HOSTS, "utf8")).toBe(now);
  });

  it("is reached through the endpoint, while SSH is closed to every network", async () => {
    expect(await openToUs(ADDRESS, PORTS)).toEqual([40_400, 8080]);
  });

  it("has its log followed past the life of a tunnel, without a lost or repeated line", async () => {
    const [instance = ""] = await instances();
    const printed = await followedOverTunnels(stack, 2);
    const all = (await onInstance(instance, "sh", "-c", `docker logs ${stack.container} 2>&1`)).split("\n");
    const times = (lines: readonly string[], line: string) => lines.filter((one) => one === line).length;
    expect(printed.filter((line) => times(printed, line) > times(all, line))).toEqual([]);
    // Not the first and last ones: the two streams may be out of step there.
    const [start, end] = [all.indexOf(printed[5] ?? ""), all.lastIndexOf(printed.at(-6) ?? "")];
    expect(end).toBeGreaterThan(start);
    expect(all.slice(start, end).filter((line) => !printed.includes(line))).toEqual([]);
  });
});

describe("destroy", () => {
  it("of a protected stack removes nothing, and prints how to remove the protection", async () => {
    // Without a preview, Pulumi would remove the resources that are not protected themselves.
    const { code, text } = await command("destroy", "--yes");
    expect(code).not.toBe(0);
    expect(text).toContain("pulumi state unprotect");
    expect((await instances()).length).toBe(1);
    expect(await isReady()).toBe(true);
  });

  it("without the protection is refused, and removes nothing, while another stack is reached through the endpoint", async () => {
    const lifted = await command("state", "unprotect", "--all", "--yes");
    expect(lifted.code, lifted.text).toBe(0);
    const other = await useEndpoint("aztec-validator/other");
    const { code, text } = await command("destroy", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(text).toMatch(/So nothing was removed. It is used by:\n +stack aztec-validator\/other\n/);
    expect(await isReady()).toBe(true);
    await boto(`ec2.delete_security_group(GroupId='${other}')['ResponseMetadata']['HTTPStatusCode']`);
  });

  it("without the protection removes everything, also in a fresh checkout: it contacts AWS, and not the host", async () => {
    rmSync(KNOWN_HOSTS);
    const { code, text } = await command("destroy", "--yes", "--skip-preview");
    expect(code, text).toBe(0);
    expect(existsSync(KNOWN_HOSTS)).toBe(false);
    expect(await instances()).toEqual([]);
    expect(await remainingResources()).toEqual([[], [], [], []]);
  });
});

describe("the policy of docs/aws.md", () => {
  // The simulated AWS has refused everything else.
  it("has no action that this life of a stack has not called, but those with a reason", () => {
    const called = calledActions();
    const isCalled = (action: string) => called.some((one) => isAmong(one, [action]));
    expect(allActions().filter((action) => !isCalled(action))).toEqual(Object.keys(UNCALLED).sort());
  });
});

describe("what was just made", () => {
  it("was missed by the first queries of each kind, and stopped nothing", () => {
    expect(missedKinds()).toEqual(
      expect.arrayContaining([
        "dlm-host-role-snapshots",
        "ec2-host-profile",
        ...["eipalloc", "host-profile", "host-role", "i", "sg", "vol"].map((kind) => `pulumi-resource-aws-${kind}`),
      ]),
    );
  });
});

/** Returns the start time of the node's container on the first instance. */
function startedAt(): Promise<string> {
  const args = ["docker", "inspect", "--format", "{{.State.StartedAt}}", `aztec-validator-${STACK}`];
  return onInstance(first.instance, ...args);
}

/** Stops the instance without Pulumi, as AWS does when its hardware fails. */
async function stopByAws(id: string): Promise<void> {
  await stopRecord(id);
  await stopInstance(id);
}
