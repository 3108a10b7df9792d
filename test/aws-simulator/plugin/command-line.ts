/** The `aws` commands that open a tunnel to an instance without an open port. */
import { parseArgs } from "node:util";
import {
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
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
    "instance-id": { type: "string" },
  },
});

async function instances(): Promise<Instance[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name === "running");
}

/** Handles `--filters Name=ip-address,Values=<address>`. @returns ids of the instances */
async function describe(): Promise<string> {
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

const commands: Readonly<Record<string, () => Promise<string>>> = {
  "ec2 describe-instances": describe,
  "ec2-instance-connect open-tunnel": openTunnel,
};

async function main(): Promise<void> {
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
