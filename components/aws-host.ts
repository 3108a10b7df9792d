import { Volume } from "@pulumi/aws/ebs/volume";
import { Eip } from "@pulumi/aws/ec2/eip";
import { getElasticIpOutput } from "@pulumi/aws/ec2/getElasticIp";
import { EipAssociation } from "@pulumi/aws/ec2/eipAssociation";
import type { Instance } from "@pulumi/aws/ec2/instance";
import { VolumeAttachment } from "@pulumi/aws/ec2/volumeAttachment";
import { Provider } from "@pulumi/aws/provider";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type OpenPort, SSH_PORT } from "../settings/ports";
import { hostKeyPlaceOf, sshCommand, sshOptions, type SshTarget } from "../remote/ssh";
import type { Settings } from "../settings/schema";
import { STACK_TAG } from "../remote/aws-account";
import { explainAwsError } from "../remote/aws-errors";
import { awsCommand, tunnel } from "../remote/aws-tunnel";
import type { AccountLook } from "./aws-account";
import { awsInstance } from "./aws-instance";
import { dailySnapshots, SNAPSHOT_TAG } from "./aws-snapshots";
import { chooseSubnet, type Subnet } from "./aws-subnet";
import { DATA_DIRECTORY, INSTANCE_USER } from "./cloud-init";
import { Firewall } from "./firewall";
import type { Host } from "./host";
import { AccountPin } from "../resources/account-pin/resource";
import { EndpointGuard } from "../resources/endpoint-guard/resource";
import { HostLoss } from "../resources/host-loss/resource";
import { explainingErrors } from "../resources/hooks";
import { InstanceStop } from "../resources/instance-stop/resource";
import { HostReady } from "../resources/host-ready/resource";

export interface AwsHostArgs {
  readonly settings: Settings["aws"];
  readonly identityFile: string | undefined;
  readonly readyTimeoutSeconds: number;
  /** Ports open to the world or to named networks. */
  readonly ports: readonly OpenPort[];
  /** File of pinned host keys. */
  readonly knownHosts: string;
  /** Memory limit of the node in MiB. */
  readonly memoryMb: number;
  /** What was found of the account before. */
  readonly look: AccountLook | undefined;
}

/** An Elastic IP: the stack's own, or one that the operator has already. */
interface Address {
  readonly id: pulumi.Output<string>;
  readonly publicIp: pulumi.Output<string>;
}

/**
 * An instance on AWS that a node runs on, with an Elastic IP and a data volume that outlive it.
 *
 * Costs: see settings/aws/cost.ts, and docs/aws.md.
 */
export class AwsHost extends pulumi.ComponentResource implements Host {
  readonly provider: docker.Provider;
  readonly owner: pulumi.Output<string>;
  readonly docker: pulumi.Output<string[]>;
  readonly address: pulumi.Output<string>;
  readonly dataDirectory = DATA_DIRECTORY;
  readonly bound: Host["bound"];
  readonly instanceId: pulumi.Output<string>;
  readonly instanceType: string;
  readonly copiedFrom: pulumi.Output<string>;
  readonly guard: NonNullable<Host["guard"]>;

  /** Options of the AWS resources. */
  private readonly child: Pick<pulumi.CustomResourceOptions, "hooks"> & {
    readonly parent: AwsHost;
    readonly provider: Provider;
  };

  private readonly tags: Readonly<Record<string, string>>;

  constructor(
    private readonly name: string,
    private readonly args: AwsHostArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("aztec-validator:index:AwsHost", name, {}, opts);
    const place = { settings: args.settings, stack: pulumi.getStack() };
    const explaining = explainingErrors("explain-aws-error", (error) => explainAwsError(error, place));
    this.child = { ...explaining, parent: this, provider: this.aws() };
    this.tags = tagsOf(args.settings);
    this.instanceType = args.settings.instanceType;
    this.owner = new random.RandomUuid(`${name}-owner`, {}, { parent: this }).result;

    const subnet = this.subnet();
    const address = this.elasticIp();
    const volume = this.dataVolume(subnet.availabilityZone);
    const snapshots = this.snapshots();
    const firewall = this.firewall(subnet);
    const instance = this.instance(subnet.id, volume, firewall);
    const attached = this.attach(instance, volume, address);
    this.address = address.publicIp;
    this.instanceId = instance.id;
    this.copiedFrom = volume.snapshotId;

    const target = address.publicIp.apply((ip) => this.target(ip));
    const ready = this.ready(target, instance, attached);
    // Not with the instance itself: a refresh forgets one that is gone, and then nothing would be deleted with it.
    const stop = this.stop(target, instance, ready);
    this.bound = { deletedWith: stop, replacementTrigger: instance.id };
    this.guard = this.guardOf(firewall, [stop, ...snapshots]);
    this.docker = ready.docker;
    this.provider = this.dockerProvider(target, ready);
    this.registerOutputs({ address: this.address, instanceId: this.instanceId });
  }

  /** Makes the provider, which refuses the login of another account itself: `destroy` and `refresh` run no program. */
  private aws(): Provider {
    const { region = "", profile } = this.args.settings;
    const { account } = this.args.look ?? {};
    const pin = this.pin("account");
    const login = { ...(profile ? { profile } : {}), ...(account ? { allowedAccountIds: [account] } : {}) };
    return new Provider(`${this.name}-aws`, { region, ...login }, { parent: this, dependsOn: pin });
  }

  private pin(name: string, dependsOn: pulumi.Resource[] = []): AccountPin {
    const login = { account: this.args.look?.account ?? "", aws: awsCommand(this.args.settings) };
    return new AccountPin(`${this.name}-${name}`, login, { parent: this, dependsOn });
  }

  private subnet() {
    const { subnetId, instanceType } = this.args.settings;
    return chooseSubnet({ subnetId, instanceType, stack: this.tags[STACK_TAG] ?? "" }, this.child);
  }

  /** Peers know the validator by this address. The operator's own is only read, so nothing here can release it. */
  private elasticIp(): Address {
    const { addressId } = this.args.settings;
    if (addressId) return getElasticIpOutput({ id: addressId }, this.child);
    return new Eip(`${this.name}-address`, { domain: "vpc", tags: this.tags }, { ...this.child, protect: true });
  }

  private dataVolume(availabilityZone: pulumi.Input<string>): Volume {
    const { dataGb, dataIops, dataThroughput, dataSnapshotId, subnetId } = this.args.settings;
    const size = { size: dataGb, type: "gp3", iops: dataIops, throughput: dataThroughput };
    const source = dataSnapshotId ? { snapshotId: dataSnapshotId } : {};
    return new Volume(
      `${this.name}-data`,
      { availabilityZone, encrypted: true, ...source, ...size, tags: { ...this.tags, ...this.snapshotTag() } },
      // It contains the signing protection. A volume cannot move to another zone, so it ignores a change of the default
      // subnets. A snapshot is for a new volume: another one would replace the volume and its data.
      { ...this.child, protect: true, ignoreChanges: ["snapshotId", ...(subnetId ? [] : ["availabilityZone"])] },
    );
  }

  private snapshotTag(): Record<string, string> {
    return this.args.settings.dailySnapshots > 0 ? { [SNAPSHOT_TAG]: this.tags[STACK_TAG] ?? "" } : {};
  }

  private snapshots(): pulumi.Resource[] {
    const { dailySnapshots: keep, region = "" } = this.args.settings;
    if (keep === 0) return [];
    const stack = this.tags[STACK_TAG] ?? "";
    return dailySnapshots(this.name, { stack, region, keep, tags: this.tags }, this.child);
  }

  private firewall(subnet: Subnet): Firewall {
    const { settings, ports } = this.args;
    const { access, endpointSecurityGroupId } = settings;
    const through = endpointSecurityGroupId ? { securityGroupId: endpointSecurityGroupId } : ("own" as const);
    const endpoint = access === "instance-connect" ? through : undefined;
    const place = { vpcId: subnet.vpcId, subnetId: subnet.id };
    return new Firewall(`${this.name}-firewall`, { ...place, ports, endpoint, tags: this.tags }, this.child);
  }

  /** Makes what `destroy` deletes first, and what fails before anything is removed. @param leaves nothing depends on them */
  private guardOf(firewall: Firewall, leaves: pulumi.Resource[]): NonNullable<Host["guard"]> {
    return (all) => {
      const guarded = [...leaves, ...all];
      this.pin("account-guard", [...guarded, ...this.endpointGuard(firewall, guarded)]);
    };
  }

  /** Guards the endpoint that this stack has made: other stacks of the VPC may use it. */
  private endpointGuard({ ownEndpoint }: Firewall, guarded: pulumi.Resource[]): EndpointGuard[] {
    if (!ownEndpoint) return [];
    const { region = "", profile } = this.args.settings;
    const stack = this.tags[STACK_TAG] ?? "";
    const args = { region, ...(profile ? { profile } : {}), groupId: ownEndpoint.group.id, stack };
    const opts = { parent: this, dependsOn: [ownEndpoint.endpoint, ...guarded] };
    return [new EndpointGuard(`${this.name}-endpoint-guard`, args, opts)];
  }

  private instance(subnetId: pulumi.Input<string>, volume: Volume, firewall: Firewall): Instance {
    const place = { subnetId, securityGroupId: firewall.group.id, volume };
    const { settings, look } = this.args;
    const isLost = look?.isLost ?? false;
    const loss = new HostLoss(`${this.name}-loss`, { isLost }, { parent: this });
    const opts = { ...this.child, dependsOn: [...firewall.rules] };
    const ports = this.args.ports.filter(({ name }) => name !== "ssh").map(({ port }) => port);
    return awsInstance(this.name, { settings, ...place, ports, tags: this.tags, isLost, loss }, opts);
  }

  /** @returns the resources that have to exist before the instance can be reached */
  private attach(instance: Instance, volume: Volume, address: Address): pulumi.Resource[] {
    const association = new EipAssociation(
      `${this.name}-address`,
      { allocationId: address.id, instanceId: instance.id },
      { ...this.child, deleteBeforeReplace: true },
    );
    const disk = new VolumeAttachment(
      `${this.name}-disk`,
      { deviceName: "/dev/sdf", volumeId: volume.id, instanceId: instance.id },
      // The boot waits for the disk before it fetches packages. So they are fetched through the lasting address: a
      // connection would break when the address changes, and some subnets give no other one.
      // It ends with its instance, which InstanceStop stops before. A stop or a detachment by the provider fails for an
      // instance that is gone.
      { ...this.child, deleteBeforeReplace: true, retainOnDelete: true, dependsOn: association },
    );
    return [disk, association];
  }

  /**
   * Depends on the address only, which stays. A value that depends on the instance would be unknown in the preview of a
   * replacement, and the engine could not detect what is replaced with it.
   */
  private target(address: string): SshTarget {
    const { settings, identityFile, knownHosts } = this.args;
    const proxy = settings.access === "instance-connect" ? { proxyCommand: tunnel(settings) } : {};
    return { user: INSTANCE_USER, address, identityFile, knownHosts, alias: address, ...proxy };
  }

  private ready(target: pulumi.Output<SshTarget>, instance: Instance, dependsOn: pulumi.Resource[]): HostReady {
    const { memoryMb, readyTimeoutSeconds, settings } = this.args;
    const requirements = { boots: true, dataGb: settings.dataGb, installDocker: false, ports: [], memoryMb };
    return new HostReady(
      `${this.name}-ready`,
      {
        ssh: target.apply(sshCommand),
        hostKey: target.apply(hostKeyPlaceOf),
        machine: instance.id,
        instanceType: this.instanceType,
        aws: awsCommand(settings),
        ...requirements,
        timeoutSeconds: readyTimeoutSeconds,
      },
      { parent: this, dependsOn, deletedWith: instance },
    );
  }

  private stop(target: pulumi.Output<SshTarget>, instance: Instance, ready: HostReady): InstanceStop {
    const keys = { hostKey: target.apply(hostKeyPlaceOf), hostKeys: ready.hostKeys };
    const reach = { aws: awsCommand(this.args.settings), ssh: target.apply(sshCommand), ...keys };
    return new InstanceStop(
      `${this.name}-stop`,
      { machine: instance.id, ...reach },
      { parent: this, dependsOn: ready },
    );
  }

  private dockerProvider(target: pulumi.Output<SshTarget>, ready: HostReady): docker.Provider {
    const host = target.apply(({ user, address }) => `ssh://${user}@${address}:${SSH_PORT}`);
    const sshOpts = target.apply(sshOptions);
    return new docker.Provider(`${this.name}-docker`, { host, sshOpts }, { parent: this, dependsOn: ready });
  }
}

/** Returns the tags of all resources, for bills and searches. The provider's `defaultTags` would show as changes at times. */
function tagsOf({ tags = {} }: AwsHostArgs["settings"]): Record<string, string> {
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  const own = { Name: `${project}-${stack}`, [STACK_TAG]: `${project}/${stack}` };
  const extra = Object.entries(tags).map(([key, value]) => [key, String(value)] as const);
  return { ...own, ...Object.fromEntries(extra) };
}
