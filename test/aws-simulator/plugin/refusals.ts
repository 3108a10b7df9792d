/**
 * What AWS refuses and the emulator does not. Sources: the texts of AWS's own errors, and API_CreateVolume.
 *
 * It differs from AWS: capacity is never short, and no right is missing.
 */
import {
  _InstanceType,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
} from "@aws-sdk/client-ec2";
import { ec2 } from "./clients";

export interface VolumeSize {
  readonly size: number;
  readonly iops: number;
  readonly throughput: number;
}

/** Returns why AWS refuses a gp3 volume. */
export function volumeRefusal({ size, iops, throughput }: VolumeSize): string | undefined {
  if (size < 1 || size > 65_536) return `InvalidParameterValue: Volume of ${size}GiB is out of range`;
  if (iops < 3000 || iops > 80_000) return `InvalidParameterCombination: Iops of ${iops} is out of range`;
  if (throughput < 125 || throughput > 2000)
    return `InvalidParameterCombination: Throughput of ${throughput} is out of range`;
  if (iops > size * 500)
    return `InvalidParameterCombination: Iops to volume size ratio of ${iops / size} is too high; maximum is 500`;
  if (throughput > iops / 4)
    return "InvalidParameterCombination: Throughput to iops ratio is too high; maximum is 0.25";
  return undefined;
}

/** @throws AWS's error if a volume is smaller than the snapshot that it is made from */
export async function refuseSmaller(snapshotId: string, size: number): Promise<void> {
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }));
  const least = Snapshots[0]?.VolumeSize ?? 0;
  if (size >= least) return;
  throw new Error(
    `InvalidParameterValue: Volume of ${size}GiB is smaller than snapshot '${snapshotId}', expect size >= ${least}GiB`,
  );
}

/** @throws AWS's error if the subnet's zone does not have the type */
export async function refuseType(type: string, subnetId: string): Promise<void> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
  const zone = Subnets[0]?.AvailabilityZone ?? "";
  const Filters = [{ Name: "instance-type", Values: [type] }];
  const request = { LocationType: "availability-zone" as const, Filters };
  const { InstanceTypeOfferings = [] } = await ec2.send(new DescribeInstanceTypeOfferingsCommand(request));
  const zones = InstanceTypeOfferings.map(({ Location }) => Location);
  const isKnown = Object.values(_InstanceType).some((known) => known === type);
  if (!isKnown) throw new Error(`InvalidParameterValue: Invalid value '${type}' for InstanceType.`);
  if (zones.includes(zone)) return;
  throw new Error(
    `Unsupported: Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone or choosing ${zones.join(", ")}.`,
  );
}

/** @throws AWS's error if a volume is in another zone than the instance */
export async function refuseZones(volumeId: string, instanceId: string): Promise<void> {
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ VolumeIds: [volumeId] }));
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  const zones = [Volumes[0]?.AvailabilityZone, Reservations[0]?.Instances?.[0]?.Placement?.AvailabilityZone];
  if (zones[0] === zones[1]) return;
  throw new Error(
    `InvalidVolume.ZoneMismatch: The volume '${volumeId}' is not in the same availability zone as instance '${instanceId}'`,
  );
}
