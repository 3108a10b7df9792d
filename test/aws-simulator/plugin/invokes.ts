/** Lookups of the program before it creates resources. */
import {
  DescribeAddressesCommand,
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
} from "@aws-sdk/client-ec2";
import { ec2, present } from "./clients";
import { permit } from "./permissions";
import { type Inputs, type Outputs, text } from "./resource";

async function getSubnets(args: Inputs): Promise<Outputs> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: filtersOf(args) }));
  return { ids: Subnets.map(({ SubnetId }) => SubnetId) };
}

/** Answers with AWS's own data about zones and types, which the emulator has. */
async function getInstanceTypeOfferings(args: Inputs): Promise<Outputs> {
  const request = { LocationType: "availability-zone" as const, Filters: filtersOf(args) };
  const { InstanceTypeOfferings = [] } = await ec2.send(new DescribeInstanceTypeOfferingsCommand(request));
  return { locations: InstanceTypeOfferings.map(({ Location }) => Location) };
}

async function getEbsVolumes(args: Inputs): Promise<Outputs> {
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters: filtersOf(args) }));
  return { ids: Volumes.map(({ VolumeId }) => VolumeId) };
}

async function getVolume(args: Inputs): Promise<Outputs> {
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters: filtersOf(args) }));
  return { availabilityZone: present(Volumes[0], "a volume").AvailabilityZone };
}

function filtersOf({ filters }: Inputs): { Name: string; Values: string[] }[] {
  const all = Array.isArray(filters) ? filters : [];
  return all.map((one: Inputs) => ({ Name: text(one, "name"), Values: valuesOf(one) }));
}

function valuesOf({ values }: Inputs): string[] {
  return Array.isArray(values) ? values.map(String) : [];
}

async function getSubnet(args: Inputs): Promise<Outputs> {
  const id = text(args, "id");
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
  const subnet = present(Subnets[0], `subnet ${id}`);
  return { id, vpcId: subnet.VpcId, availabilityZone: subnet.AvailabilityZone };
}

/** Stands in for Debian's parameters, which the emulator does not have: returns its own image, or the one that a test names. */
async function getParameter(args: Inputs): Promise<Outputs> {
  const name = text(args, "name");
  if (!/^\/aws\/service\/debian\/release\/13\/latest\/(amd64|arm64)$/.test(name))
    throw new Error(`no parameter ${name}`);
  permit({ action: "ssm:GetParameter", resource: "*" });
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({}));
  const value = process.env.AZTEC_VALIDATOR_CLOUD_AMI ?? present(Images[0]?.ImageId, "an image");
  return { id: name, name, value };
}

async function getElasticIp(args: Inputs): Promise<Outputs> {
  const id = text(args, "id");
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }));
  return { id, publicIp: present(Addresses[0], `address ${id}`).PublicIp };
}

export const invokes: Readonly<Record<string, (args: Inputs) => Promise<Outputs>>> = {
  "aws:ec2/getElasticIp:getElasticIp": getElasticIp,
  "aws:ec2/getSubnets:getSubnets": getSubnets,
  "aws:ec2/getSubnet:getSubnet": getSubnet,
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
  "aws:ebs/getEbsVolumes:getEbsVolumes": getEbsVolumes,
  "aws:ebs/getVolume:getVolume": getVolume,
  "aws:ssm/getParameter:getParameter": getParameter,
};
