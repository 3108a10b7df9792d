import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { CONTAINER_USER, type ContainerPlan, STOP_GRACE_SECONDS } from "../node/container";
import { KEYS_DIRECTORY } from "../settings/schema/fixed";
import { hardening } from "./hardening";
import type { DockerNeeds } from "../remote/docker-kind";
import type { OwnClaim } from "../settings/claim";
import { type Hook, withHooks } from "../resources/hooks";
import { refuseUnfitHost } from "./fit-host";
import { refuseTakenPorts } from "./free-ports";
import type { Host } from "./host";
import { KeyClaim } from "../resources/key-claim/resource";
import { removeOrphan, ownerLabels, refuseHeldVolume, stackLabels } from "./orphans";
import { NodeReady } from "../resources/node-ready/resource";
import { limitProcesses } from "./limit-processes";
import { refuseUnmountedDisk } from "./mounted-disk";
import { prepareVolume } from "./prepare-volume";
import { type RecordNetwork, refuseCopiedRecord } from "./refuse-copied-record";
import { requireSigningRecord } from "./require-signing-record";
import { ReleaseFit, type ReleaseFitArgs } from "../resources/release-fit/resource";
import { SecretFiles } from "./secret-files";
import { refuseSharedDirectory } from "./shared-directory";
import { stackNetwork } from "./stack-network";
import { refuseUnsuitableDocker } from "./suitable-docker";
import { nodeResource } from "../resources/names";

export interface AztecNodeArgs {
  readonly host: Host;
  /** Name of the container; volumes are named after it. */
  readonly container: string;
  /** Names of further Docker networks to join, such as that of an L1. */
  readonly networks: readonly pulumi.Input<string>[];
  /** Subnet of the node's own Docker network. @default Docker chooses */
  readonly subnet?: string | undefined;
  /** MTU of that network. @default Docker's */
  readonly mtu?: number | undefined;
  /** Existing directory of the host for the data. @default Docker's own */
  readonly directory?: string | undefined;
  /** What the node needs of the host's Docker. */
  readonly needs: DockerNeeds;
  /** Definition of the container. */
  readonly plan: ContainerPlan<pulumi.Input<string>>;
  /** Whether the node must not start on data without a record of what was signed. */
  readonly requireSigningRecord: boolean;
  /** Network of a node that must not start on a copied disk before two epochs have passed; undefined if none is needed. */
  readonly recordNetwork: RecordNetwork | undefined;
  /** Whether the data volume outlives `destroy`: it contains the signing protection. */
  readonly keepData: boolean;
  /** Bytes that the first start needs on the disk of the data. */
  readonly firstBytes: number;
  /** Seconds until the node has to be ready. */
  readonly readyTimeoutSeconds: number;
  /** Whether a node in standby counts as ready: it waits until its network moves to its release. */
  readonly acceptsStandby: boolean;
  /** Password of the admin API, for reloading the keystore; secret. */
  readonly adminApiKey?: pulumi.Output<string> | undefined;
  /** Keys of the node; undefined if no other stack can use the same ones. */
  readonly claim?: OwnClaim | undefined;
  /** Check of the release against the network, before the container is changed; undefined to skip it. */
  readonly fit?: Pick<ReleaseFitArgs, "release" | "question" | "servers"> | undefined;
  /** Whether to keep only the data: nothing runs, and no key is on the host. */
  readonly stopped: boolean;
}

/** An Aztec node on a host: its image, volumes and container, and the resource that waits until it is ready. */
export class AztecNode extends pulumi.ComponentResource {
  readonly dataVolume: docker.Volume;
  /** Undefined while the stack is stopped, as is `ready`. */
  readonly container: docker.Container | undefined;
  readonly ready: NodeReady | undefined;
  /** The repository's digest of the image, or the id of an image built on the host. */
  readonly imageDigest: pulumi.Output<string>;

  /** Hooks of what uses the directory of the data. */
  private readonly mounted: readonly Hook[];
  /**
   * The hook that gives the data volume to the node's user. If it fails, Pulumi has the volume in its state all the same. So
   * it runs again before the node gets its key files, while the old node runs, or else before its container is made.
   */
  private readonly prepare: Hook;

  constructor(name: string, args: AztecNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:AztecNode", name, {}, { ...opts, provider: args.host.provider });
    const { container, directory, host } = args;
    this.mounted = directory === undefined ? [] : [refuseUnmountedDisk(container, directory, host)];
    const image = this.image(name, args);
    this.imageDigest = pulumi.all([image.repoDigest, image.imageId]).apply(([digest, id]) => digest || id);
    this.prepare = prepareVolume(`${container}-data`, CONTAINER_USER, image.imageId, host);
    this.dataVolume = this.data(name, args, image);
    const fit = this.fit(name, args, image);
    // Another subnet replaces the network, and the running container is removed before that.
    const shape = { subnet: args.subnet, mtu: args.mtu, after: fit };
    const network = stackNetwork(nodeResource("network", name), args.container, args.host, this, shape);
    this.container = args.stopped ? undefined : this.live(name, args, image, { network, fit });
    this.ready = this.container && this.wait(name, args, this.container);
    this.registerOutputs({ imageDigest: this.imageDigest, enr: this.ready?.enr });
  }

  /** Creates the keys and the container that uses them. */
  private live(name: string, args: AztecNodeArgs, image: docker.RemoteImage, { network, fit }: Place) {
    const { machine, engine } = args.host;
    const claim =
      args.claim &&
      new KeyClaim(nodeResource("claim", name), { ...args.claim, machine, engine }, { parent: this, dependsOn: fit });
    const keys = args.plan.files.length > 0 ? this.keys(name, args, image, { claim, fit }) : undefined;
    const data = { volumeName: this.dataVolume.name, containerPath: args.plan.dataDirectory };
    return this.run(name, args, claim, {
      after: fit,
      before: keys ? [] : [this.prepare],
      image: image.imageId,
      networksAdvanced: [network.name, ...args.networks].map((joined) => ({ name: joined })),
      volumes: [
        data,
        ...(keys ? [{ volumeName: keys.volume.name, containerPath: KEYS_DIRECTORY, readOnly: true }] : []),
      ],
      // The node reads these files only at its start, so other files mean another container.
      labels: [...ownerLabels(args.host), ...(keys ? [{ label: "aztec-validator.keys", value: keys.version }] : [])],
    });
  }

  private image(name: string, { plan, host, container, needs }: AztecNodeArgs): docker.RemoteImage {
    // Kept on destroy: another stack's container may use the same image.
    const kept = { name: plan.image, keepLocally: true };
    // By default the provider deletes the old image first, and with it the container: the node would be down while
    // the new image is pulled.
    const options = { parent: this, ...host.bound, deleteBeforeReplace: false };
    const beforeCreate = [refuseUnsuitableDocker(container, host, needs)];
    return new docker.RemoteImage(nodeResource("image", name), kept, withHooks(options, { beforeCreate }));
  }

  private data(name: string, args: AztecNodeArgs, image: docker.RemoteImage): docker.Volume {
    const dockerName = `${args.container}-data`;
    const device = args.directory ?? args.host.dataDirectory;
    const bind = device && { driver: "local", driverOpts: { type: "none", o: "bind", device } };
    // A separate disk is protected itself; the Docker volume is only a mount of it.
    const keep = args.keepData && !args.host.dataDirectory;
    const volumeArgs = { name: dockerName, labels: stackLabels(), ...bind };
    const options = {
      parent: this,
      // Set on the volume itself: engines differ in what a component passes down.
      protect: keep,
      retainOnDelete: keep,
      // The name stays, so two cannot exist at once.
      deleteBeforeReplace: true,
      ...args.host.bound,
    };
    const shared = args.directory === undefined ? [] : [refuseSharedDirectory(dockerName, args.directory, args.host)];
    const held = [refuseHeldVolume(dockerName, args.host), ...shared];
    const hooks = {
      beforeCreate: [...held, ...this.mounted, ...this.fitHost(args, image)],
      afterCreate: [this.prepare],
    };
    return new docker.Volume(nodeResource("data", name), volumeArgs, withHooks(options, hooks));
  }

  /** A development stack's host is checked by `make up`, and an instance is new. */
  private fitHost({ container, plan, host, keepData, stopped, ...args }: AztecNodeArgs, image: docker.RemoteImage) {
    if (!keepData || host.dataDirectory !== undefined) return [];
    const needs = { ports: stopped ? [] : plan.ports, bytes: args.firstBytes, directory: args.directory };
    return [refuseUnfitHost(container, needs, image.imageId, host)];
  }

  private keys(name: string, args: AztecNodeArgs, image: docker.RemoteImage, { claim, fit }: Gates): SecretFiles {
    const { host, container, plan, adminApiKey, readyTimeoutSeconds } = args;
    const reload = plan.reload && adminApiKey && { how: plan.reload, key: adminApiKey };
    return new SecretFiles(
      nodeResource("keys", name),
      {
        host,
        name: `${container}-keys`,
        image: image.imageId,
        directory: KEYS_DIRECTORY,
        files: plan.files,
        container,
        start: startOf(plan, image.imageId),
        reload,
        timeoutSeconds: readyTimeoutSeconds,
        // The claim is created before the keys and deleted after them.
        after: [this.dataVolume, ...fit, ...(claim ? [claim] : [])],
        before: [...(claim ? [claim.refuseTaken] : []), this.prepare],
      },
      { parent: this },
    );
  }

  private fit(name: string, { fit, host, plan, ...all }: AztecNodeArgs, image: docker.RemoteImage): ReleaseFit[] {
    if (!fit || all.stopped) return [];
    const { container, networks, subnet } = all;
    const needs = { container, networks, subnet, ports: plan.ports };
    const args = { ...fit, docker: host.docker, image: image.imageId, ...needs };
    return [new ReleaseFit(nodeResource("fit", name), args, { parent: this, ...host.bound })];
  }

  private run(
    name: string,
    args: AztecNodeArgs,
    claim: KeyClaim | undefined,
    { after, before, ...links }: ContainerLinks,
  ) {
    const alone = claim ? [claim.refuseTaken] : [];
    const record = this.record(args, links.image, claim);
    return new docker.Container(
      nodeResource("container", name),
      { ...containerArgs(args.plan), ...links, name: args.container },
      withHooks(
        {
          parent: this,
          ...args.host.bound,
          // The claim is created before the container and deleted after it.
          dependsOn: [...after, ...(claim ? [claim] : [])],
          // Two containers at once would sign twice with one key.
          deleteBeforeReplace: true,
          // The provider reports a change of these as an update but does nothing.
          replaceOnChanges: ["healthcheck", "init", "tmpfs"],
        },
        {
          beforeCreate: [
            ...alone,
            removeOrphan("container", args.container, args.host),
            refuseTakenPorts(args.container, args.plan.ports, args.host),
            ...this.mounted,
            ...before,
            ...record,
          ],
          afterCreate: [limitProcesses(args.container, args.host)],
        },
      ),
    );
  }

  /** Returns the hooks that refuse a disk whose record of what was signed is not the latest. */
  private record(args: AztecNodeArgs, image: pulumi.Output<string>, claim: KeyClaim | undefined): Hook[] {
    const { host, recordNetwork: network, requireSigningRecord: isRequired } = args;
    const volume = `${args.container}-data`;
    const isAnew = () => claim?.isNew() ?? false;
    return [
      ...(isRequired ? [requireSigningRecord(volume, image, host)] : []),
      // Only a host with a disk of its own can have a copied one.
      ...(network && host.copiedFrom ? [refuseCopiedRecord(volume, network, image, host, isAnew)] : []),
    ];
  }

  private wait(name: string, args: AztecNodeArgs, { id }: docker.Container): NodeReady {
    return new NodeReady(
      nodeResource("ready", name),
      {
        docker: args.host.docker,
        container: args.container,
        containerId: id,
        instanceType: args.host.instanceType,
        timeoutSeconds: args.readyTimeoutSeconds,
        acceptsStandby: args.acceptsStandby,
      },
      { parent: this, ...args.host.bound },
    );
  }
}

/** Resources that have to exist before a key is on the host. */
interface Gates {
  readonly claim: KeyClaim | undefined;
  readonly fit: readonly ReleaseFit[];
}

/** The stack's Docker network, and what is checked before anything of a running node changes. */
type Place = Pick<Gates, "fit"> & { readonly network: docker.Network };

/** Parts of the container that come from other resources. */
type ContainerLinks = Pick<docker.ContainerArgs, "networksAdvanced" | "volumes" | "labels"> & {
  /** The image's id instead of its reference, so that a preview shows another image of the same name. */
  readonly image: pulumi.Output<string>;
  /** Resources to create before the container. */
  readonly after: readonly pulumi.Resource[];
  /** Hooks of the container beside those that each has. */
  readonly before: readonly Hook[];
};

/** Returns a digest of what the node is started with. */
function startOf({ command, env }: ContainerPlan<pulumi.Input<string>>, image: pulumi.Output<string>) {
  const started = pulumi.jsonStringify({ image, command, env });
  return started.apply((text) => createHash("sha256").update(text).digest("hex"));
}

function containerArgs(plan: ContainerPlan<pulumi.Input<string>>) {
  return {
    ...hardening(plan.memoryMb),
    command: [...plan.command],
    envs: Object.entries(plan.env).map(([key, value]) => pulumi.interpolate`${key}=${value}`),
    ports: plan.ports.map((port) => ({ ...port })),
    ...(plan.hosts ? { hosts: plan.hosts.map((entry) => ({ ...entry })) } : {}),
    healthcheck: { ...plan.healthcheck, tests: [...plan.healthcheck.tests] },
    restart: "unless-stopped",
    stopTimeout: STOP_GRACE_SECONDS,
    // By default the provider kills the container on replacement, which can damage the world state.
    destroyGraceSeconds: STOP_GRACE_SECONDS,
  };
}
