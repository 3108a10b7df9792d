/** Judges a subnet that the operator has chosen: peers reach the node only through an internet gateway. Pure. */
import { z } from "zod";
import { setCommand } from "../settings/commands";

/** Words of the queries. */
export const subnetQueries = (subnetId: string) => ({
  subnets: ["ec2", "describe-subnets", "--subnet-ids", subnetId],
  routes: ["ec2", "describe-route-tables"],
});

const route = z.object({
  DestinationCidrBlock: z.string().optional(),
  GatewayId: z.string().optional(),
  NatGatewayId: z.string().optional(),
});
const table = z.object({
  VpcId: z.string(),
  Associations: z.array(z.object({ Main: z.boolean().default(false), SubnetId: z.string().optional() })).default([]),
  Routes: z.array(route).default([]),
});
export const subnetSchemas = {
  subnets: z.object({ Subnets: z.array(z.object({ VpcId: z.string() })) }),
  routes: z.object({ RouteTables: z.array(table) }),
};

/** What AWS answered about the subnet; undefined if it did not. */
export interface SubnetFacts {
  readonly subnets?: z.output<typeof subnetSchemas.subnets> | undefined;
  readonly routes?: z.output<typeof subnetSchemas.routes> | undefined;
  readonly errors: { readonly subnets?: string | undefined; readonly routes?: string | undefined };
}

/** A stack's choice. */
interface Choice {
  readonly subnetId: string;
  readonly region: string;
  /** First words of the account's commands. */
  readonly aws: string;
  /** Name of the stack, for commands. */
  readonly stack: string | undefined;
}

/** Returns a problem, why it is unknown, or neither. Of a route through an appliance nothing is known. */
export function subnetProblem(
  { subnets, routes, errors }: SubnetFacts,
  { subnetId, region, aws, stack }: Choice,
): { message: string; remedy: string } | string | undefined {
  // No problem yet: the login may be of another account than the stack, which a later check says.
  if (errors.subnets?.includes("InvalidSubnetID.NotFound"))
    return `the account of this login has no subnet ${subnetId} (aws.subnetId) in ${region}: ${aws} ec2 describe-subnets`;
  const vpc = subnets?.Subnets[0]?.VpcId;
  if (vpc === undefined || !routes)
    return `the routes of ${subnetId} are unknown: ${errors.subnets ?? errors.routes ?? "no answer"}`;
  const own = routes.RouteTables.find(({ Associations }) => Associations.some((one) => one.SubnetId === subnetId));
  const main = routes.RouteTables.find(
    ({ VpcId, Associations }) => VpcId === vpc && Associations.some((one) => one.Main),
  );
  const way = (own ?? main)?.Routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0");
  const through = way ? way.NatGatewayId && `goes through the NAT gateway ${way.NatGatewayId}` : "has no way";
  if (!through) return undefined;
  return {
    message: `aws.subnetId is ${subnetId}, whose traffic to the internet ${through}: it is not a public subnet, so no peer could reach the node`,
    remedy: setCommand("aws.subnetId", "<subnet with a route to an internet gateway>", stack),
  };
}
