import { Instance } from "@pulumi/aws/ec2/instance";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import { Role } from "@pulumi/aws/iam/role";
import { getParameterOutput } from "@pulumi/aws/ssm/getParameter";
import type * as pulumi from "@pulumi/pulumi";
import { instanceKind } from "../settings/aws/instance-types";
import type { Settings } from "../settings/schema";
import { cloudInit } from "./cloud-init";

export interface AwsInstanceArgs {
  readonly settings: Settings["aws"];
  readonly subnetId: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  /** Of the data volume, which the instance looks for when it boots. */
  readonly volumeId: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** An instance that boots to a host with Docker: hardened, encrypted, with no rights in the account. */
export function awsInstance(name: string, args: AwsInstanceArgs, opts: pulumi.CustomResourceOptions): Instance {
  const { settings, volumeId, tags } = args;
  const { rootGb, sshPublicKey = "", amiId } = settings;
  return new Instance(
    `${name}-instance`,
    {
      ami: amiId ?? newestImage(settings.instanceType, opts),
      instanceType: settings.instanceType,
      subnetId: args.subnetId,
      vpcSecurityGroupIds: [args.securityGroupId],
      iamInstanceProfile: profile(name, tags, opts).name,
      ...HARDENED,
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: rootGb, deleteOnTermination: true, tags },
      disableApiTermination: settings.terminationProtection,
      userData: volumeId.apply((id) => cloudInit({ sshPublicKey, volumeId: id })),
      tags,
    },
    { ...opts, ...lifecycle(settings) },
  );
}

/** What may happen to an instance that is there. */
function lifecycle({ amiId, subnetId, generation, terminationProtection }: Settings["aws"]) {
  return {
    // Two at once would be two nodes with one key; and the volume can be on one alone.
    deleteBeforeReplace: true,
    // AWS itself refuses only once the disk and the address were taken away.
    protect: terminationProtection,
    replacementTrigger: generation,
    // User data is read at the first boot alone: a change would stop the instance for nothing. A newer image, or
    // another default subnet, is no reason for another instance either.
    ignoreChanges: ["userData", ...(amiId ? [] : ["ami"]), ...(subnetId ? [] : ["subnetId"])],
  };
}

const HARDENED = {
  // No token, no metadata; and none for containers, which are a hop away.
  metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
  maintenanceOptions: { autoRecovery: "default" },
} as const;

/** A role that may do nothing: what runs on the instance has no rights in the account. */
function profile(name: string, tags: AwsInstanceArgs["tags"], opts: pulumi.CustomResourceOptions): InstanceProfile {
  const { parent, provider } = opts;
  const principal = { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [principal] });
  const description = "An Aztec validator's instance: no policies";
  const role = new Role(`${name}-role`, { assumeRolePolicy, description, tags }, { parent, provider });
  return new InstanceProfile(`${name}-profile`, { role: role.name, tags }, { parent, provider });
}

/** Debian's own parameter for the newest image of its release. */
function newestImage(instanceType: string, { parent, provider }: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const kind = instanceKind(instanceType);
  const architecture = typeof kind === "string" ? "amd64" : kind.architecture;
  const name = `/aws/service/debian/release/13/latest/${architecture}`;
  return getParameterOutput({ name }, { parent, provider }).value;
}
