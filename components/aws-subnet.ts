/** Chooses the subnet of an instance: one whose zone has the instance type, and the stack's data volume if there is one. */
import { getEbsVolumesOutput } from "@pulumi/aws/ebs/getEbsVolumes";
import { getVolumeOutput } from "@pulumi/aws/ebs/getVolume";
import { getInstanceTypeOfferingsOutput } from "@pulumi/aws/ec2/getInstanceTypeOfferings";
import { getSubnetOutput } from "@pulumi/aws/ec2/getSubnet";
import { getSubnetsOutput } from "@pulumi/aws/ec2/getSubnets";
import * as pulumi from "@pulumi/pulumi";
import { choosePlace, type Place } from "../settings/aws/place";
import { ROOT_DEVICES, STACK_TAG } from "../remote/aws-account";

export type Subnet = ReturnType<typeof getSubnetOutput>;

export interface SubnetChoice {
  /** The operator's own choice. */
  readonly subnetId?: string | undefined;
  readonly instanceType: string;
  /** Value of the stack's tag. */
  readonly stack: string;
}

/** Returns the subnet. If none fits, the program ends with the reason. */
export function chooseSubnet({ subnetId, instanceType, stack }: SubnetChoice, opts: pulumi.InvokeOptions): Subnet {
  const offered = zonesWith(instanceType, opts);
  const subnets = subnetId ? pulumi.output([subnetId]) : defaultSubnets(opts);
  const places = subnets.apply((ids) => pulumi.all(ids.map((id) => getSubnetOutput({ id }, opts))));
  const chosen = pulumi
    .all([places, offered, zoneOfData(stack, opts)])
    .apply(([all, zones, dataZone]) => idOf(all, { zones, dataZone, instanceType, isChosen: subnetId !== undefined }));
  return getSubnetOutput({ id: chosen }, opts);
}

interface Facts {
  readonly zones: readonly string[];
  readonly dataZone: string | undefined;
  readonly instanceType: string;
  readonly isChosen: boolean;
}

/** Exit code of a program that has reported its error itself. Source: the Node runtime of Pulumi. */
const REPORTED = 32;

/** Returns the subnet's id. If there is none, it reports why, and ends the program before anything is made. */
function idOf(all: readonly { id: string; availabilityZone: string }[], facts: Facts): Promise<string> {
  const places: Place[] = all.map(({ id, availabilityZone }) => ({ subnetId: id, zone: availabilityZone }));
  const { subnetId, problem } = choosePlace(places, { ...facts, stack: pulumi.getStack() });
  if (subnetId !== undefined) return Promise.resolve(subnetId);
  // Throwing inside `apply` takes 15 s on Node 22, and prints a stack trace.
  void pulumi.log.error(problem ?? "").then(() => process.exit(REPORTED));
  return new Promise(() => undefined);
}

function defaultSubnets(opts: pulumi.InvokeOptions): pulumi.Output<string[]> {
  const filters = [{ name: "default-for-az", values: ["true"] }];
  return getSubnetsOutput({ filters }, opts).ids;
}

function zonesWith(instanceType: string, opts: pulumi.InvokeOptions): pulumi.Output<string[]> {
  const filters = [{ name: "instance-type", values: [instanceType] }];
  return getInstanceTypeOfferingsOutput({ locationType: "availability-zone", filters }, opts).locations;
}

/**
 * Returns the zone of the stack's data volume, which an instance has to be in. It queries AWS, since `ignoreChanges` does not
 * hold for a replacement: it would be made in the subnet that is first today.
 *
 * A root volume has the stack's tag too. That of an instance which does not end stays in use, so a lost zone could not be left.
 */
function zoneOfData(stack: string, opts: pulumi.InvokeOptions): pulumi.Output<string | undefined> {
  const own = [
    { name: `tag:${STACK_TAG}`, values: [stack] },
    { name: "status", values: ["creating", "available", "in-use"] },
  ];
  const root = { name: "attachment.device", values: [...ROOT_DEVICES] };
  const volumes = getEbsVolumesOutput({ filters: own }, opts).ids;
  const roots = getEbsVolumesOutput({ filters: [...own, root] }, opts).ids;
  return pulumi.all([volumes, roots]).apply(([all, system]) => {
    const id = all.find((one) => !system.includes(one));
    if (id === undefined) return pulumi.output<string | undefined>(undefined);
    return getVolumeOutput({ filters: [{ name: "volume-id", values: [id] }] }, opts).availabilityZone;
  });
}
