/**
 * What AWS refuses by its own limits and data, and the emulator does not. Sources: the texts of AWS's own errors,
 * API_CreateVolume, API_ModifyVolume. What it refuses by the state of things is in states.ts.
 *
 * It differs from AWS: capacity is short only by faults.ts, and a modification of a volume is complete at once. What the
 * operator's policy refuses is in permissions.ts.
 */
import {
  _InstanceType,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesModificationsCommand,
} from "@aws-sdk/client-ec2";
import { instanceKind } from "../../../settings/aws/instance-types";
import { found, inside, refused } from "./clients";
import { QUOTA } from "./quota";

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
  const { Snapshots = [] } = await inside.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }));
  const least = Snapshots[0]?.VolumeSize ?? 0;
  if (size >= least) return;
  throw new Error(
    `InvalidParameterValue: Volume of ${size}GiB is smaller than snapshot '${snapshotId}', expect size >= ${least}GiB`,
  );
}

/** @throws AWS's error if the subnet's zone does not have the type */
export async function refuseType(type: string, subnetId: string): Promise<void> {
  const { Subnets = [] } = await inside.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
  const zone = Subnets[0]?.AvailabilityZone ?? "";
  const Filters = [{ Name: "instance-type", Values: [type] }];
  const request = { LocationType: "availability-zone" as const, Filters };
  const { InstanceTypeOfferings = [] } = await inside.send(new DescribeInstanceTypeOfferingsCommand(request));
  const zones = InstanceTypeOfferings.map(({ Location }) => Location);
  const isKnown = Object.values(_InstanceType).some((known) => known === type);
  if (!isKnown) refused(`InvalidParameterValue: Invalid value '${type}' for InstanceType.`);
  if (zones.includes(zone)) return;
  refused(
    `Unsupported: Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone or choosing ${zones.join(", ")}.`,
  );
}

/** Returns whether another type has other processors: an instance cannot get it, so the provider replaces the instance. */
export function isOtherArchitecture(before: string, after: string): boolean {
  const [old, now] = [before, after].map(instanceKind);
  return typeof old === "object" && typeof now === "object" && old.architecture !== now.architecture;
}

/** @throws AWS's error if the instances would have more vCPUs than the quota */
export async function refuseVcpus(type: string): Promise<void> {
  const Filters = [{ Name: "instance-state-name", Values: ["pending", "running"] }];
  const { Reservations = [] } = await inside.send(new DescribeInstancesCommand({ Filters }));
  const types = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceType = "" }) => InstanceType));
  refused(vcpuRefusal([...types, type]));
}

/** @param types of all instances, with the new one */
export function vcpuRefusal(types: readonly string[]): string | undefined {
  const kinds = types.map(instanceKind);
  const needed = kinds.reduce((sum, kind) => sum + (typeof kind === "string" ? 0 : kind.vcpus), 0);
  if (needed <= QUOTA.vcpus) return undefined;
  return `VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of ${QUOTA.vcpus} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`;
}

/** @throws AWS's error if the account has all addresses of its quota */
export async function refuseAddress(): Promise<void> {
  const { Addresses = [] } = await inside.send(new DescribeAddressesCommand({}));
  refused(addressRefusal(Addresses.length));
}

/** @param count of the account's addresses */
export function addressRefusal(count: number): string | undefined {
  if (count < QUOTA.addresses) return undefined;
  return "AddressLimitExceeded: The maximum number of addresses has been reached.";
}

/** A change of a volume that AWS has accepted. */
export interface Modification {
  readonly state: string;
  readonly start: Date;
}

/** Modifications that a volume may have within a day. */
const MODIFICATIONS = 4;
const DAY = 86_400_000;

/** @throws AWS's error if a volume may not be modified now */
export async function refuseModification(volumeId: string): Promise<void> {
  const request = inside.send(new DescribeVolumesModificationsCommand({ VolumeIds: [volumeId] }));
  const { VolumesModifications = [] } = (await found(request)) ?? {};
  const all = VolumesModifications.map(({ ModificationState: state = "", StartTime: start = new Date(0) }) => ({
    state,
    start,
  }));
  refused(modificationRefusal(volumeId, all, Date.now()));
}

/** Returns why a volume may not be modified: the last modification is not complete, or there were too many in 24 hours. */
export function modificationRefusal(id: string, all: readonly Modification[], now: number): string | undefined {
  if (all.some(({ state }) => state === "modifying" || state === "optimizing"))
    return `IncorrectModificationState: You can't modify volume ${id}: the modification in progress is not complete.`;
  if (all.filter(({ start }) => now - start.getTime() < DAY).length < MODIFICATIONS) return undefined;
  return `VolumeModificationRateExceeded: You've reached the maximum modification rate per volume limit. Volume ${id} may be modified ${MODIFICATIONS} times in 24 hours.`;
}

/** Returns why AWS refuses another size. */
export function shrinkRefusal(before: number, after: number): string | undefined {
  if (after >= before) return undefined;
  return `InvalidParameterValue: New size cannot be smaller than existing size (${before} GiB, requested ${after} GiB)`;
}
