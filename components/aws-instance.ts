import type { Volume } from "@pulumi/aws/ebs/volume";
import { Instance } from "@pulumi/aws/ec2/instance";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import { Role } from "@pulumi/aws/iam/role";
import { getParameterOutput } from "@pulumi/aws/ssm/getParameter";
import * as pulumi from "@pulumi/pulumi";
import { instanceKind } from "../settings/aws/instance-types";
import type { Settings } from "../settings/schema";
import { cloudInit } from "./cloud-init";

export interface AwsInstanceArgs {
  readonly settings: Settings["aws"];
  readonly subnetId: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  /** The data volume, which the instance mounts when it boots. */
  readonly volume: Pick<Volume, "id" | "snapshotId">;
  /** Ports of the node. */
  readonly ports: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether AWS no longer has an instance of the stack. */
  readonly isLost: boolean;
  /** A resource that is replaced each time AWS has lost the instance; the instance is then replaced too. */
  readonly loss: pulumi.Resource;
}

/** Creates an instance with Docker: hardened, encrypted, without any permission in the account. */
export function awsInstance(name: string, args: AwsInstanceArgs, opts: pulumi.CustomResourceOptions): Instance {
  const { settings, volume, tags, ports } = args;
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
      userData: pulumi
        .all([volume.id, volume.snapshotId])
        .apply(([volumeId, snapshot]) => cloudInit({ sshPublicKey, volumeId, isCopy: Boolean(snapshot), ports })),
      tags,
    },
    { ...opts, ...lifecycle(args) },
  );
}

/** Returns the options for changes of an existing instance. */
function lifecycle({ settings, isLost, loss }: AwsInstanceArgs) {
  const { amiId, subnetId, generation, terminationProtection } = settings;
  return {
    // Two instances would be two nodes with one key, and the volume can be attached to one only.
    deleteBeforeReplace: true,
    // AWS itself would refuse only after the disk and the address have been detached.
    protect: terminationProtection && !isLost,
    replacementTrigger: generation,
    replaceWith: [loss],
    // Cloud-init reads user data at the first boot only, so a change would stop the instance for nothing. A newer image
    // or another default subnet does not replace the instance either.
    ignoreChanges: ["userData", ...(amiId ? [] : ["ami"]), ...(subnetId ? [] : ["subnetId"])],
  };
}

const HARDENED = {
  // Requires a token, and denies metadata to containers, which are one hop away.
  metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
  maintenanceOptions: { autoRecovery: "default" },
} as const;

/** Creates a role without policies: software on the instance gets no permission in the account. */
function profile(name: string, tags: AwsInstanceArgs["tags"], opts: pulumi.CustomResourceOptions): InstanceProfile {
  // It needs nothing that the instance needs.
  const own = { ...opts, dependsOn: [] };
  const principal = { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [principal] });
  const description = "An Aztec validator's instance: no policies";
  const role = new Role(`${name}-role`, { assumeRolePolicy, description, tags }, own);
  return new InstanceProfile(`${name}-profile`, { role: role.name, tags }, own);
}

/** Looks up Debian's own parameter for the newest image of its release. */
function newestImage(instanceType: string, { parent, provider }: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const kind = instanceKind(instanceType);
  const architecture = typeof kind === "string" ? "amd64" : kind.architecture;
  const name = `/aws/service/debian/release/13/latest/${architecture}`;
  return getParameterOutput({ name }, { parent, provider }).value;
}
