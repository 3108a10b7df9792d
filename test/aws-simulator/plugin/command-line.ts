/**
 * The `aws` commands that look at an account, stop and start an instance, and open a tunnel to one without an open port.
 *
 * It differs from AWS's own: it knows no profiles and no credentials, and evaluates `--query` only in that it prints ids.
 */
import { parseArgs } from "node:util";
import {
  CreateTagsCommand,
  DescribeAddressesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  EC2ServiceException,
  type Filter,
  type Instance,
  type SecurityGroupRule,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { execa } from "execa";
import { QUOTAS } from "../../../remote/aws-account";
import { isRunning } from "../ec2/disk";
import { startStoppedInstance, stopInstanceLater } from "../ec2/instance";
import { cloudDir, inVpc, ROUTER } from "../ec2/names";
import { actionOf } from "../../../generate/aws-permissions";
import { isKnownYet } from "../ec2/unknown-yet";
import { ec2, inside, present, refused } from "./clients";
import { LOGIN_ACCOUNT } from "./login";
import { permit } from "./permissions";
import { QUOTA } from "./refusals";
import { knownInstance, powerRefusal, seenInstance, seenInstances } from "./states";
import { refuseLateEndpoint, takePlace, tunnelSeconds } from "./tunnels";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    region: { type: "string" },
    profile: { type: "string" },
    filters: { type: "string" },
    query: { type: "string" },
    output: { type: "string" },
    "snapshot-ids": { type: "string" },
    "subnet-ids": { type: "string" },
    "instance-id": { type: "string" },
    "instance-ids": { type: "string" },
    resources: { type: "string" },
    tags: { type: "string" },
    version: { type: "boolean" },
    "location-type": { type: "string" },
    "service-code": { type: "string" },
    "quota-code": { type: "string" },
    "cli-connect-timeout": { type: "string" },
    "cli-read-timeout": { type: "string" },
  },
});

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
  refuseLateEndpoint();
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

function quota(): Promise<string> {
  const Value = values["quota-code"] === QUOTAS.vcpus ? QUOTA.vcpus : QUOTA.addresses;
  return Promise.resolve(JSON.stringify({ Quota: { Value } }));
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

/** Handles `--subnet-ids <id>`. */
async function subnets(): Promise<string> {
  return JSON.stringify(await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [values["subnet-ids"] ?? ""] })));
}

const commands: Readonly<Record<string, () => Promise<string>>> = {
  "sts get-caller-identity": () =>
    Promise.resolve(JSON.stringify({ Account: LOGIN_ACCOUNT, Arn: `arn:aws:iam::${LOGIN_ACCOUNT}:user/operator` })),
  "service-quotas get-service-quota": quota,
  "ec2 describe-addresses": async () => JSON.stringify(await ec2.send(new DescribeAddressesCommand({}))),
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
};

async function main(): Promise<void> {
  if (values.version) {
    console.log("aws-cli/2.31.4 Python/3.13.7 Linux/6.12 exe/x86_64");
    return;
  }
  const words = positionals.filter((word) => !word.includes("=")).join(" ");
  const command = commands[words];
  if (!command) throw new Error(`the tests' aws cannot ${words}`);
  if (!words.startsWith("sts ")) permit({ action: actionOf(words), resource: "*" });
  const answer = await command();
  if (answer) console.log(answer);
}

/** Operations in the words of errors: `describe-instances` is DescribeInstances. */
const operation = () =>
  (positionals[1] ?? "").replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());

/** Returns an error as AWS's command line prints it. */
function printed(error: unknown): string {
  const text = error instanceof EC2ServiceException ? `${error.name}: ${error.message}` : String(error);
  const own = text.replace(/^(?:\w*Error: )+/, "");
  const [, code, message = ""] = /^([A-Z]\w+(?:\.\w+)?): ([^]*)$/.exec(own) ?? [];
  return code === undefined
    ? own
    : `\nAn error occurred (${code}) when calling the ${operation()} operation: ${message}`;
}

main().catch((error: unknown) => {
  console.error(printed(error));
  process.exitCode = 254;
});
