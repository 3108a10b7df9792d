/**
 * The `aws` commands that look at an account, and open a tunnel to an instance without an open port.
 *
 * It differs from AWS's own: it knows no profiles and no credentials, the quotas are fixed, and `--query` is not evaluated.
 */
import { parseArgs } from "node:util";
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type Instance,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { execa } from "execa";
import { inVpc, ROUTER } from "../ec2/names";
import { ec2, present } from "./clients";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    region: { type: "string" },
    filters: { type: "string" },
    query: { type: "string" },
    output: { type: "string" },
    "snapshot-ids": { type: "string" },
    "instance-id": { type: "string" },
    version: { type: "boolean" },
    "location-type": { type: "string" },
    "service-code": { type: "string" },
    "quota-code": { type: "string" },
    "cli-connect-timeout": { type: "string" },
    "cli-read-timeout": { type: "string" },
  },
});

async function instances(): Promise<Instance[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name === "running");
}

/** Handles `--filters Name=ip-address,Values=<address>`. @returns ids of the instances */
async function describe(): Promise<string> {
  if (values.output === "json") return JSON.stringify(await ec2.send(new DescribeInstancesCommand({})));
  const [, address] = /^Name=ip-address,Values=(\S+)$/.exec(values.filters ?? "") ?? [];
  const found = (await instances()).filter(({ PublicIpAddress }) => PublicIpAddress === address);
  return found.map(({ InstanceId }) => InstanceId).join("\t");
}

/** Returns whether a rule allows a security group, and not a network. */
const isForEndpoint = (rule: SecurityGroupRule) =>
  !rule.IsEgress && rule.FromPort === 22 && rule.IpProtocol === "tcp" && rule.ReferencedGroupInfo !== undefined;

/** Connects standard input and output to the instance's port 22. @throws if no security group allows an endpoint */
async function openTunnel(): Promise<string> {
  const instance = present(
    (await instances()).find(({ InstanceId }) => InstanceId === values["instance-id"]),
    "such an instance",
  );
  const groups = (instance.SecurityGroups ?? []).map(({ GroupId }) => GroupId);
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  if (!SecurityGroupRules.some((rule) => groups.includes(rule.GroupId) && isForEndpoint(rule))) {
    throw new Error("no security group lets an endpoint in");
  }
  const address = inVpc(present(instance.PrivateIpAddress, "the instance's address"));
  await execa("docker", ["exec", "-i", ROUTER.name, "nc", address, "22"], { stdio: "inherit" });
  return "";
}

async function offerings(): Promise<string> {
  const [, type = ""] = /^Name=instance-type,Values=(\S+)$/.exec(values.filters ?? "") ?? [];
  const Filters = [{ Name: "instance-type", Values: [type] }];
  return JSON.stringify(
    await ec2.send(new DescribeInstanceTypeOfferingsCommand({ LocationType: "availability-zone", Filters })),
  );
}

/** Handles `--snapshot-ids <id>`. */
async function snapshots(): Promise<string> {
  const SnapshotIds = [values["snapshot-ids"] ?? ""];
  return JSON.stringify(await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds })));
}

const ACCOUNT = "123456789012";
const commands: Readonly<Record<string, () => Promise<string>>> = {
  "sts get-caller-identity": () =>
    Promise.resolve(JSON.stringify({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/operator` })),
  "service-quotas get-service-quota": () => Promise.resolve(JSON.stringify({ Quota: { Value: 64 } })),
  "ec2 describe-addresses": async () => JSON.stringify(await ec2.send(new DescribeAddressesCommand({}))),
  "ec2 describe-snapshots": snapshots,
  "ec2 describe-volumes": async () => JSON.stringify(await ec2.send(new DescribeVolumesCommand({}))),
  "ec2 describe-instance-type-offerings": offerings,
  "ec2 describe-instances": describe,
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
  const answer = await command();
  if (answer) console.log(answer);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 255;
});
