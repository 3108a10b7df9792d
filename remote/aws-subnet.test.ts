/** A subnet of the operator's choice: whether peers can reach a node in it. By the real script, with an `aws` that answers. */
import { expect, it } from "vitest";
import type { FakeAws } from "../test/fakes/fake-aws";
import { judged } from "../test/fakes/judged-account";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();
const SUBNET = "subnet-0123456789abcdef0";
const look = (answers: FakeAws) => judged(folder, answers, { "aws.subnetId": SUBNET });

const [IGW, NAT] = [{ GatewayId: "igw-1" }, { NatGatewayId: "nat-1" }];
const LOCAL = { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" };
const table = (through: object | undefined, association: object, VpcId = "vpc-1") => ({
  VpcId,
  Associations: [association],
  Routes: [LOCAL, ...(through ? [{ DestinationCidrBlock: "0.0.0.0/0", ...through }] : [])],
});
const tables = (...RouteTables: unknown[]) => ({ "ec2 describe-route-tables": { RouteTables } });
const own = { SubnetId: SUBNET };
const main = { Main: true };

it.each([
  ["a table of its own with an internet gateway", tables(table(NAT, main), table(IGW, own))],
  ["the main table of its VPC with one", tables(table(NAT, main, "vpc-2"), table(IGW, main))],
  ["a firewall in between, of which nothing is known", tables(table({ GatewayId: "vpce-1" }, own))],
])("a subnet with %s has no problem", (_what, answers) => {
  expect(look(answers)).toMatchObject({ problems: [], unknown: [] });
});

it.each([
  ["a NAT gateway", tables(table(IGW, main), table(NAT, own)), "goes through the NAT gateway nat-1"],
  ["no way out", tables(table(IGW, main, "vpc-2"), table(undefined, main)), "has no way"],
])("a subnet with %s is a problem: it is not public", (_what, answers, way) => {
  expect(look(answers).problems).toEqual([
    {
      message: `aws.subnetId is ${SUBNET}, whose traffic to the internet ${way}: it is not a public subnet, so no peer could reach the node`,
      remedy: "pulumi config set --path aws.subnetId <subnet with a route to an internet gateway> --stack aws",
    },
  ]);
});

it("a subnet that is not there, or may not be queried, is reported, and stops nothing: the login may be of another account", () => {
  const gone = `An error occurred (InvalidSubnetID.NotFound) when calling the DescribeSubnets operation: The subnet ID '${SUBNET}' does not exist`;
  expect(look({ "ec2 describe-subnets": gone })).toMatchObject({
    problems: [],
    unknown: [
      `the account of this login has no subnet ${SUBNET} (aws.subnetId) in eu-central-1: aws --region eu-central-1 ec2 describe-subnets`,
    ],
  });
  const denied = "An error occurred (UnauthorizedOperation) when calling the DescribeRouteTables operation: no";
  expect(look({ "ec2 describe-route-tables": denied })).toMatchObject({
    problems: [],
    unknown: [`the routes of ${SUBNET} are unknown: ${denied}`],
  });
});
