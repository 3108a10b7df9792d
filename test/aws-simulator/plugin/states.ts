/**
 * What AWS refuses by the state of things, and the emulator does not. Sources: the texts of AWS's own errors; the AWS
 * provider's source says which of them it passes over (internal/service/ec2 of hashicorp/terraform-provider-aws).
 *
 * It differs from AWS: a state changes at once, and an instance that has ended is known until a test names it in
 * AZTEC_VALIDATOR_CLOUD_FORGOTTEN, not for about an hour. Some texts behind the code of an error are approximate.
 */
import {
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVolumesCommand,
  type Instance,
  type Volume,
} from "@aws-sdk/client-ec2";
import { ec2, found, inside, refused } from "./clients";

/** Instances that AWS does not know any more. */
const forgotten = () => (process.env.AZTEC_VALIDATOR_CLOUD_FORGOTTEN ?? "").split(",");

/** Returns an instance that AWS knows, whatever its state is. */
export const knownInstance = (id: string) => instanceBy(inside, id);

/** Returns an instance as the operator's programs see it: one that was just made is missing at first. */
export const seenInstance = (id: string) => instanceBy(ec2, id);

async function instanceBy(client: typeof ec2, id: string): Promise<Instance | undefined> {
  if (forgotten().includes(id)) return undefined;
  const answer = await found(client.send(new DescribeInstancesCommand({ InstanceIds: [id] })));
  return answer?.Reservations?.[0]?.Instances?.[0];
}

/** Returns all instances that AWS knows. */
export const knownInstances = () => allBy(inside);

/** Returns all instances as the operator's programs see them. */
export const seenInstances = () => allBy(ec2);

async function allBy(client: typeof ec2): Promise<Instance[]> {
  const { Reservations = [] } = await client.send(new DescribeInstancesCommand({}));
  const all = Reservations.flatMap(({ Instances = [] }) => Instances);
  return all.filter(({ InstanceId = "" }) => !forgotten().includes(InstanceId));
}

/** Returns whether an instance has ended for good. */
export const hasEnded = (instance: Instance | undefined): boolean => {
  const state = instance?.State?.Name;
  return state === undefined || state === "terminated" || state === "shutting-down";
};

/** Returns a volume. @param client whose view it is */
export async function volumeOf(id: string, client = inside): Promise<Volume | undefined> {
  return (await found(client.send(new DescribeVolumesCommand({ VolumeIds: [id] }))))?.Volumes?.[0];
}

const noInstance = (id: string) => `InvalidInstanceID.NotFound: The instance ID '${id}' does not exist`;
const noVolume = (id: string) => `InvalidVolume.NotFound: The volume '${id}' does not exist.`;

/** Returns why an instance cannot be stopped or started. @param what "stopped" or "started" */
export function powerRefusal(id: string, instance: Instance | undefined, what: string): string | undefined {
  if (!instance) return noInstance(id);
  if (!hasEnded(instance)) return undefined;
  return `IncorrectInstanceState: This instance '${id}' is not in a state from which it can be ${what}.`;
}

/** Returns why a stopped instance's attribute cannot be changed. */
export function attributeRefusal(id: string, instance: Instance | undefined): string | undefined {
  if (!instance) return noInstance(id);
  if (instance.State?.Name === "stopped") return undefined;
  return `IncorrectInstanceState: The instance '${id}' is not in the 'stopped' state.`;
}

interface Pair {
  readonly volumeId: string;
  readonly instanceId: string;
  readonly volume: Volume | undefined;
  readonly instance: Instance | undefined;
}

export async function pairOf(volumeId: string, instanceId: string): Promise<Pair> {
  const [volume, instance] = await Promise.all([volumeOf(volumeId), knownInstance(instanceId)]);
  return { volumeId, instanceId, volume, instance };
}

/** Returns why a volume cannot be attached to an instance. */
export function attachRefusal({ volumeId, instanceId, volume, instance }: Pair): string | undefined {
  if (!volume) return noVolume(volumeId);
  if (!instance) return noInstance(instanceId);
  const state = instance.State?.Name;
  if (state !== "running" && state !== "stopped")
    return `IncorrectState: Instance '${instanceId}' is not 'running' or 'stopped'.`;
  if ((volume.Attachments ?? []).length > 0) return `VolumeInUse: ${volumeId} is already attached to an instance`;
  if (volume.AvailabilityZone === instance.Placement?.AvailabilityZone) return undefined;
  return `InvalidVolume.ZoneMismatch: The volume '${volumeId}' is not in the same availability zone as instance '${instanceId}'`;
}

/** Returns why a volume cannot be detached from an instance. */
export function detachRefusal({ volumeId, instanceId, volume, instance }: Pair): string | undefined {
  if (!volume) return noVolume(volumeId);
  const attachments = volume.Attachments ?? [];
  if (attachments.length === 0) return `IncorrectState: Volume '${volumeId}' is in the 'available' state.`;
  if (!instance) return noInstance(instanceId);
  if (attachments.some(({ InstanceId }) => InstanceId === instanceId)) return undefined;
  return `InvalidAttachment.NotFound: Volume '${volumeId}' is not attached to instance '${instanceId}'.`;
}

/** Returns why a volume cannot be deleted. The provider passes over one that is not there. */
export function deleteRefusal(id: string, volume: Volume | undefined): string | undefined {
  const [attachment] = volume?.Attachments ?? [];
  return attachment && `VolumeInUse: Volume ${id} is currently attached to ${attachment.InstanceId ?? ""}`;
}

/** @throws AWS's error if instances or other groups' rules use a security group */
export async function refuseGroupInUse(id: string): Promise<void> {
  const { SecurityGroupRules = [] } = await inside.send(new DescribeSecurityGroupRulesCommand({}));
  const rules = SecurityGroupRules.map(({ GroupId = "", ReferencedGroupInfo }) => ({
    group: GroupId,
    names: ReferencedGroupInfo?.GroupId,
  }));
  refused(groupRefusal(id, await knownInstances(), rules));
}

/** @param rules of all groups: whose they are, and which group they name */
export function groupRefusal(
  id: string,
  instances: readonly Instance[],
  rules: readonly { readonly group: string; readonly names: string | undefined }[],
): string | undefined {
  const isUsed = instances.some(
    (one) => !hasEnded(one) && (one.SecurityGroups ?? []).some(({ GroupId }) => GroupId === id),
  );
  const isNamed = rules.some(({ group, names }) => group !== id && names === id);
  return isUsed || isNamed ? `DependencyViolation: resource ${id} has a dependent object` : undefined;
}
