/** Applies the emulator's addresses and security groups to the simulated network. */
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
  type Instance,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { applyAddresses, applyFirewall, type Rule } from "../ec2/network";
import { inside } from "./clients";

/** Enforces the rules of every instance's security groups; call it after each change of one. */
export async function syncFirewall(): Promise<void> {
  const { SecurityGroupRules: all = [] } = await inside.send(new DescribeSecurityGroupRulesCommand({}));
  const walls = (await instances()).map(({ PrivateIpAddress: privateIp = "", SecurityGroups = [] }) => {
    const groups = SecurityGroups.map(({ GroupId }) => GroupId);
    const own = all.filter(({ GroupId }) => groups.includes(GroupId));
    const of = (egress: boolean) => own.filter(({ IsEgress }) => IsEgress === egress).flatMap(ruleOf);
    return { privateIp, ingress: of(false), egress: of(true) };
  });
  await applyFirewall(walls);
}

/** Gives each instance its Elastic IP. */
export async function syncAddresses(): Promise<void> {
  const { Addresses = [] } = await inside.send(new DescribeAddressesCommand({}));
  const running = await instances();
  const pairs = Addresses.flatMap(({ PublicIp, InstanceId }) => {
    const privateIp = running.find((one) => one.InstanceId === InstanceId)?.PrivateIpAddress;
    return PublicIp && privateIp ? [{ publicIp: PublicIp, privateIp }] : [];
  });
  await applyAddresses(pairs);
}

async function instances(): Promise<Instance[]> {
  const { Reservations = [] } = await inside.send(new DescribeInstancesCommand({}));
  const all = Reservations.flatMap(({ Instances = [] }) => Instances);
  return all.filter(({ State }) => State?.Name !== "terminated");
}

/** Converts a rule for a network; a rule for another group is for the endpoint, which is inside the VPC. */
function ruleOf({ IpProtocol = "-1", FromPort, ToPort, CidrIpv4, CidrIpv6 }: SecurityGroupRule): Rule[] {
  const cidr = CidrIpv4 ?? CidrIpv6;
  return cidr ? [{ protocol: IpProtocol, fromPort: FromPort, toPort: ToPort, cidr }] : [];
}
