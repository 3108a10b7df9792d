/** Instances and volumes: a record in the emulator, and a machine that boots. */
import { isDeepStrictEqual } from "node:util";
import {
  _InstanceType,
  AttachVolumeCommand,
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ModifyVolumeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { ROOT_DEVICES } from "../../../remote/aws-account";
import { attachDisk, copyDisk, createDisk, deleteDisk, detachDisk, growDisk } from "../ec2/disk";
import { startInstance, terminateInstance } from "../ec2/instance";
import { startStoppedInstance, stopInstance } from "../ec2/power";
import { ec2, found, present, refused, whenKnown } from "./clients";
import { group, type Inputs, number, optional, type Resource, tagsOf, text, texts } from "./resource";
import {
  isOtherArchitecture,
  refuseModification,
  refuseSmaller,
  refuseType,
  refuseVcpus,
  shrinkRefusal,
  volumeRefusal,
} from "./refusals";
import {
  attachRefusal,
  attributeRefusal,
  deleteRefusal,
  detachRefusal,
  hasEnded,
  knownInstance,
  knownInstances,
  pairOf,
  powerRefusal,
  seenInstance,
  volumeOf,
} from "./states";
import { syncAddresses, syncFirewall } from "./sync";
import { retag, retagRoot } from "./tags";

async function instanceOf(id: string) {
  const instance = await seenInstance(id);
  return hasEnded(instance) ? undefined : instance;
}

function runRequest(inputs: Inputs): RunInstancesCommandInput {
  const root = group(inputs, "rootBlockDevice");
  const size = {
    VolumeType: "gp3" as const,
    VolumeSize: number(root, "volumeSize"),
    Encrypted: root.encrypted === true,
  };
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: text(inputs, "ami"),
    SubnetId: text(inputs, "subnetId"),
    InstanceType: typeOf(inputs),
    SecurityGroupIds: texts(inputs, "vpcSecurityGroupIds"),
    UserData: Buffer.from(text(inputs, "userData")).toString("base64"),
    IamInstanceProfile: { Name: text(inputs, "iamInstanceProfile") },
    MetadataOptions: metadataOf(group(inputs, "metadataOptions")),
    DisableApiTermination: inputs.disableApiTermination === true,
    BlockDeviceMappings: [{ DeviceName: ROOT_DEVICES[0], Ebs: { ...size, DeleteOnTermination: true } }],
    TagSpecifications: [{ ResourceType: "instance", Tags: tagsOf(inputs) }],
  };
}

function metadataOf(options: Inputs) {
  return {
    HttpTokens: text(options, "httpTokens") === "required" ? ("required" as const) : ("optional" as const),
    HttpPutResponseHopLimit: number(options, "httpPutResponseHopLimit"),
    HttpEndpoint: "enabled" as const,
  };
}

const typeOf = (inputs: Inputs) => Object.values(_InstanceType).find((type) => type === inputs.instanceType);

async function setTermination(id: string, inputs: Inputs): Promise<void> {
  const DisableApiTermination = { Value: inputs.disableApiTermination === true };
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination }));
}

export const instance: Resource = {
  replacing: ["ami", "subnetId", "availabilityZone", "keyName", "placementGroup", "privateIp", "tenancy"],
  replaces: (name, olds, news) => name === "instanceType" && isOtherArchitecture(text(olds, name), text(news, name)),
  async create(inputs) {
    await refuseType(text(inputs, "instanceType"), text(inputs, "subnetId"));
    await refuseVcpus(text(inputs, "instanceType"));
    await endMachines();
    const run = () => ec2.send(new RunInstancesCommand(runRequest(inputs)));
    const created = (await whenKnown(run, (error) => error.includes("Invalid IAM Instance Profile"))).Instances?.[0];
    const id = present(created?.InstanceId, "the instance's id");
    const privateIp = present(created?.PrivateIpAddress, "the instance's address");
    await whenKnown(() => ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] })));
    await retagRoot(id, {}, inputs);
    await startInstance({ id, privateIp, userData: broken(text(inputs, "userData")) });
    await syncFirewall();
    return { id, outs: { ...inputs, id, privateIp } };
  },
  async read(id, props) {
    const now = await instanceOf(id);
    if (!now) return undefined;
    // The emulator forgets the tokens when something else is changed.
    const { HttpTokens: httpTokens = "optional", HttpPutResponseHopLimit: httpPutResponseHopLimit } =
      now.MetadataOptions ?? {};
    return {
      ...props,
      privateIp: now.PrivateIpAddress,
      instanceType: now.InstanceType,
      vpcSecurityGroupIds: now.SecurityGroups?.map(({ GroupId }) => GroupId),
      metadataOptions: { ...group(props, "metadataOptions"), httpTokens, httpPutResponseHopLimit },
      tags: Object.fromEntries((now.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    };
  },
  async update(id, olds, news) {
    if (olds.disableApiTermination !== news.disableApiTermination) {
      await setTermination(id, news);
    }
    const metadata = group(news, "metadataOptions");
    if (!isDeepStrictEqual(group(olds, "metadataOptions"), metadata)) {
      await ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, ...metadataOf(metadata) }));
    }
    await retag(id, olds, news);
    await retagRoot(id, olds, news);
    if (!isDeepStrictEqual(olds.vpcSecurityGroupIds, news.vpcSecurityGroupIds)) await regroup(id, news);
    // Type and user data can only be changed on a stopped instance.
    if (olds.instanceType !== news.instanceType || olds.userData !== news.userData) {
      await stop(id);
      refused(attributeRefusal(id, await knownInstance(id)));
      const InstanceType = { Value: text(news, "instanceType") };
      await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, InstanceType }));
      // AWS compares with what it has when the instance starts: one that is refused stays stopped.
      await refuseType(text(news, "instanceType"), text(news, "subnetId"));
      await refuseVcpus(text(news, "instanceType"));
      await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
      await startStoppedInstance(id);
    }
    return { ...olds, ...news };
  },
  async delete(id) {
    if (!(await instanceOf(id))) return;
    const attribute = { InstanceId: id, Attribute: "disableApiTermination" } as const;
    const answer = await ec2.send(new DescribeInstanceAttributeCommand(attribute));
    if (answer.DisableApiTermination?.Value) {
      throw new Error(
        `OperationNotPermitted: The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await terminateInstance(id);
    await Promise.all([syncFirewall(), syncAddresses()]);
  },
};

/** Gives an instance other security groups: the real provider changes its first network interface. */
async function regroup(id: string, news: Inputs): Promise<void> {
  const [first] = (await instanceOf(id))?.NetworkInterfaces ?? [];
  const NetworkInterfaceId = present(first?.NetworkInterfaceId, "the instance's network interface");
  const Groups = texts(news, "vpcSecurityGroupIds");
  await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups }));
  // The emulator has groups in two places, and this is the other one.
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, Groups }));
  await syncFirewall();
}

/** Name of a package that Debian does not have, for the test of a failing boot. */
function broken(userData: string): string {
  const missing = process.env.AZTEC_VALIDATOR_CLOUD_PACKAGE;
  return missing ? userData.replace("docker.io", missing) : userData;
}

async function stop(id: string): Promise<void> {
  refused(powerRefusal(id, await knownInstance(id), "stopped"));
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await stopInstance(id);
}

/** Ends the machines of instances that a person or AWS has terminated. */
async function endMachines(): Promise<void> {
  const ended = (await knownInstances()).filter(hasEnded);
  for (const { InstanceId = "" } of ended) await terminateInstance(InstanceId);
}

/** @throws AWS's error */
function refuseSize(inputs: Inputs): void {
  const [size = 0, iops = 3000, throughput = 125] = ["size", "iops", "throughput"].map((name) => number(inputs, name));
  refused(volumeRefusal({ size, iops, throughput }));
}

async function modify(id: string, olds: Inputs, news: Inputs): Promise<void> {
  refuseSize(news);
  refused(shrinkRefusal(number(olds, "size") ?? 1, number(news, "size") ?? 1));
  await refuseModification(id);
  const [Size, Iops, Throughput] = ["size", "iops", "throughput"].map((name) => number(news, name));
  await ec2.send(new ModifyVolumeCommand({ VolumeId: id, Size, Iops, Throughput }));
  await growDisk(id, Size ?? 1);
}

export const volume: Resource = {
  replacing: ["availabilityZone", "encrypted", "kmsKeyId", "snapshotId", "outpostArn"],
  async create(inputs) {
    refuseSize(inputs);
    const SnapshotId = optional(inputs, "snapshotId");
    if (SnapshotId) await refuseSmaller(SnapshotId, number(inputs, "size") ?? 0);
    const request = {
      SnapshotId,
      AvailabilityZone: text(inputs, "availabilityZone"),
      VolumeType: "gp3" as const,
      Size: number(inputs, "size"),
      Iops: number(inputs, "iops"),
      Throughput: number(inputs, "throughput"),
      Encrypted: inputs.encrypted === true,
      TagSpecifications: [{ ResourceType: "volume" as const, Tags: tagsOf(inputs) }],
    };
    const id = present((await ec2.send(new CreateVolumeCommand(request))).VolumeId, "the volume's id");
    await whenKnown(() => ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] })));
    if (SnapshotId) copyDisk(SnapshotId, id);
    createDisk(id, number(inputs, "size") ?? 1);
    return { id, outs: { snapshotId: "", ...inputs, id } };
  },
  async read(id, props) {
    const now = await volumeOf(id, ec2);
    if (!now) return undefined;
    const { Size: size, Encrypted: encrypted, VolumeType: type, Iops: iops, Throughput: throughput } = now;
    const tags = Object.fromEntries((now.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
    const adopted = {
      availabilityZone: now.AvailabilityZone,
      type,
      iops,
      throughput,
      tags,
      snapshotId: now.SnapshotId ?? "",
    };
    return { ...adopted, ...props, size, encrypted };
  },
  async update(id, olds, news) {
    if (["size", "iops", "throughput"].some((name) => olds[name] !== news[name])) await modify(id, olds, news);
    await retag(id, olds, news);
    return { ...olds, ...news };
  },
  async delete(id) {
    refused(deleteRefusal(id, await volumeOf(id)));
    await found(ec2.send(new DeleteVolumeCommand({ VolumeId: id })));
    await deleteDisk(id);
  },
};

export const volumeAttachment: Resource = {
  replacing: ["deviceName", "instanceId", "volumeId"],
  async create(inputs) {
    const [VolumeId, InstanceId] = [text(inputs, "volumeId"), text(inputs, "instanceId")];
    refused(attachRefusal(await pairOf(VolumeId, InstanceId)));
    await ec2.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device: text(inputs, "deviceName") }));
    await attachDisk(VolumeId, InstanceId);
    return { id: `vai-${VolumeId}-${InstanceId}`, outs: { ...inputs } };
  },
  async read(_id, props) {
    const now = await volumeOf(text(props, "volumeId"), ec2);
    const isThere = now?.Attachments?.some(({ InstanceId }) => InstanceId === optional(props, "instanceId"));
    return isThere ? { ...props } : undefined;
  },
  update: (_id, olds, news) => Promise.resolve({ ...olds, ...news }),
  async delete(_id, props) {
    const [VolumeId, InstanceId] = [text(props, "volumeId"), text(props, "instanceId")];
    // The provider passes over no error of the stop, and of the detachment only that the volume is free.
    if (props.stopInstanceBeforeDetaching === true) await stop(InstanceId);
    const refusal = detachRefusal(await pairOf(VolumeId, InstanceId));
    if (refusal?.includes("'available'")) return;
    refused(refusal);
    await detachDisk(VolumeId, InstanceId);
    await ec2.send(new DetachVolumeCommand({ VolumeId, InstanceId }));
  },
};
