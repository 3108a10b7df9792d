/** Lookups of the program before it creates resources. */
import { DescribeImagesCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { ec2, present } from "./clients";
import { type Inputs, type Outputs, text } from "./resource";

async function getSubnets(args: Inputs): Promise<Outputs> {
  const filters = Array.isArray(args.filters) ? args.filters : [];
  const Filters = filters.map((one: Inputs) => ({ Name: text(one, "name"), Values: valuesOf(one) }));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  return { ids: Subnets.map(({ SubnetId }) => SubnetId) };
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
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({}));
  const value = process.env.AZTEC_VALIDATOR_CLOUD_AMI ?? present(Images[0]?.ImageId, "an image");
  return { id: name, name, value };
}

export const invokes: Readonly<Record<string, (args: Inputs) => Promise<Outputs>>> = {
  "aws:ec2/getSubnets:getSubnets": getSubnets,
  "aws:ec2/getSubnet:getSubnet": getSubnet,
  "aws:ssm/getParameter:getParameter": getParameter,
};
