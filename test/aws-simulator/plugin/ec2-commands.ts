/** The commands of the simulated `aws` that ask EC2. */
import {
  CreateTagsCommand,
  DescribeAddressesCommand,
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  type Filter,
  type Instance,
  type SecurityGroupRule,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { execa } from "execa";
import { isRunning } from "../ec2/disk";
import { startStoppedInstance, stopInstanceLater } from "../ec2/power";
import { cloudDir, inVpc, ROUTER } from "../ec2/names";
import { isKnownYet } from "../ec2/unknown-yet";
import { positionals, values } from "./arguments";
import { ec2, inside, present, refused } from "./clients";
import { runCommand } from "./command-line";
import { knownInstance, powerRefusal, seenInstance, seenInstances } from "./states";
import { refuseWithoutEndpoint, takePlace, tunnelSeconds } from "./tunnels";

/** Returns the filters of a command: the first is an option's value, others follow it. */
function filters(): Filter[] {
  const all = [values.filters ?? "", ...positionals].map((word) => /^Name=([^,]+),Values=(\S+)$/.exec(word));
  return all.flatMap((match) => (match ? [{ Name: match[1], Values: (match[2] ?? "").split(",") }] : []));
}

/** Returns an instance as AWS shows it: it is stopping while its machine shuts down. */
async function shown(instance: Instance): Promise<Instance> {
  const isStopping = instance.State?.Name === "stopped" && (await isRunning(instance.InstanceId ?? ""));
  return isStopping ? { ...instance, State: { Name: "stopping" } } : instance;
}

/** Returns the instances of a command: by `--instance-ids`, or by filters of state and address. */
async function instances(): Promise<Instance[]> {
  const id = values["instance-ids"];
  if (id !== undefined) {
    const instance = await seenInstance(id);
    if (!instance) refused(powerRefusal(id, instance, ""));
    return instance ? [await shown(instance)] : [];
  }
  const of = (name: string) => filters().find(({ Name }) => Name === name)?.Values;
  const [states, addresses] = [of("instance-state-name"), of("ip-address")];
  const all = await Promise.all((await seenInstances()).map(shown));
  return all.filter(
    ({ State, PublicIpAddress }) =>
      (states?.includes(State?.Name ?? "") ?? true) && (addresses?.includes(PublicIpAddress ?? "") ?? true),
  );
}

/** Prints everything, or with `--output text` the ids: none while AWS does not know everywhere who has an address. */
async function describe(): Promise<string> {
  const all = await instances();
  if (values.output !== "text") return JSON.stringify({ Reservations: [{ Instances: all }] });
  const known = all.filter(({ InstanceId = "", PublicIpAddress = "" }) =>
    isKnownYet(`${PublicIpAddress}-${InstanceId}`),
  );
  return known.map(({ InstanceId }) => InstanceId).join("\t");
}

/** Stops or starts an instance. @param what "stopped" or "started" */
async function power(what: "stopped" | "started"): Promise<string> {
  const id = values["instance-ids"] ?? "";
  refused(powerRefusal(id, await knownInstance(id), what));
  if (what === "stopped") {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    stopInstanceLater(id);
    return JSON.stringify({ StoppingInstances: [{ InstanceId: id, CurrentState: { Name: "stopping" } }] });
  }
  await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
  await startStoppedInstance(id);
  return JSON.stringify({ StartingInstances: [{ InstanceId: id, CurrentState: { Name: "pending" } }] });
}

/** Returns whether a rule allows a security group, and not a network. */
const isForEndpoint = (rule: SecurityGroupRule) =>
  !rule.IsEgress && rule.FromPort === 22 && rule.IpProtocol === "tcp" && rule.ReferencedGroupInfo !== undefined;

/** Connects standard input and output to the instance's port 22. @throws if no security group allows an endpoint */
async function openTunnel(): Promise<string> {
  const id = values["instance-id"];
  if (!id) throw new Error("Specify an instance id or an ec2 instance connect endpoint id and private ip.");
  refuseWithoutEndpoint();
  const instance = present(await knownInstance(id), "such an instance");
  const groups = (instance.SecurityGroups ?? []).map(({ GroupId }) => GroupId);
  const { SecurityGroupRules = [] } = await inside.send(new DescribeSecurityGroupRulesCommand({}));
  if (!SecurityGroupRules.some((rule) => groups.includes(rule.GroupId) && isForEndpoint(rule))) {
    throw new Error("no security group lets an endpoint in");
  }
  const address = inVpc(present(instance.PrivateIpAddress, "the instance's address"));
  const giveBack = takePlace(cloudDir("tunnels"));
  process.once("exit", giveBack);
  const options = { stdio: "inherit", reject: false, timeout: tunnelSeconds() * 1000 } as const;
  await execa("docker", ["exec", "-i", ROUTER.name, "nc", address, "22"], options);
  return "";
}

async function securityGroups(): Promise<string> {
  return JSON.stringify(await ec2.send(new DescribeSecurityGroupsCommand({ Filters: filters() })));
}

async function offerings(): Promise<string> {
  const request = { LocationType: "availability-zone" as const, Filters: filters() };
  return JSON.stringify(await ec2.send(new DescribeInstanceTypeOfferingsCommand(request)));
}

/** Handles `--resources <id> --tags Key=<key>,Value=<value>`. */
async function createTags(): Promise<string> {
  const [, Key = "", Value = ""] = /^Key=([^,]+),Value=(.*)$/.exec(values.tags ?? "") ?? [];
  await ec2.send(new CreateTagsCommand({ Resources: [values.resources ?? ""], Tags: [{ Key, Value }] }));
  return "";
}

/** Handles `--snapshot-ids <id>`. */
async function snapshots(): Promise<string> {
  const SnapshotIds = [values["snapshot-ids"] ?? ""];
  return JSON.stringify(await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds })));
}

/** Handles `--image-ids <id>`. */
async function images(): Promise<string> {
  return JSON.stringify(await ec2.send(new DescribeImagesCommand({ ImageIds: [values["image-ids"] ?? ""] })));
}

/** Handles `--subnet-ids <id>`. */
async function subnets(): Promise<string> {
  return JSON.stringify(await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [values["subnet-ids"] ?? ""] })));
}

runCommand({
  "ec2 describe-addresses": async () => JSON.stringify(await ec2.send(new DescribeAddressesCommand({}))),
  "ec2 describe-images": images,
  "ec2 describe-snapshots": snapshots,
  "ec2 describe-subnets": subnets,
  "ec2 describe-route-tables": async () => JSON.stringify(await ec2.send(new DescribeRouteTablesCommand({}))),
  "ec2 describe-volumes": async () =>
    JSON.stringify(await ec2.send(new DescribeVolumesCommand({ Filters: filters() }))),
  "ec2 describe-instance-type-offerings": offerings,
  "ec2 describe-security-groups": securityGroups,
  "ec2 describe-instances": describe,
  "ec2 create-tags": createTags,
  "ec2 stop-instances": () => power("stopped"),
  "ec2 start-instances": () => power("started"),
  "ec2-instance-connect open-tunnel": openTunnel,
});
