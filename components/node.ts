import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { CONTAINER_USER, type ContainerPlan, STOP_GRACE_SECONDS } from "../node/container";
import { KEYS_DIRECTORY } from "../settings/schema/fixed";
import { hardening } from "./hardening";
import type { Claim } from "../settings/claim";
import { withHooks } from "../resources/hooks";
import type { Host } from "./host";
import { KeyClaim } from "../resources/key-claim/resource";
import { removeOrphan, ownerLabels, refuseHeldVolume, stackLabels } from "./orphans";
import { NodeReady } from "../resources/node-ready/resource";
import { prepareVolume } from "./prepare-volume";
import { ReleaseFit, type ReleaseFitArgs } from "../resources/release-fit/resource";
import { SecretFiles } from "./secret-files";
import { stackNetwork } from "./stack-network";
import { nodeResource } from "../resources/names";

export interface AztecNodeArgs {
  readonly host: Host;
  /** Name of the container; volumes are named after it. */
  readonly container: string;
  /** Names of further Docker networks to join: where an L1 is. */
  readonly networks: readonly pulumi.Input<string>[];
  /** Addresses of the node's own Docker network. @default as Docker chooses */
  readonly subnet?: string | undefined;
  /** A directory of the host that the data is kept in; it has to exist. @default Docker's own */
  readonly directory?: string | undefined;
  /** What the container is made from. */
  readonly plan: ContainerPlan<pulumi.Input<string>>;
  /** Whether the data volume outlives `destroy`: it holds what keeps the validator from signing twice. */
  readonly keepData: boolean;
  /** Seconds until the node has to be ready. */
  readonly readyTimeoutSeconds: number;
  /** Whether the node may stand by until its network moves to its release. */
  readonly acceptsStandby: boolean;
  /** The password of its administration, by which it takes another keystore; secret. */
  readonly adminApiKey?: pulumi.Output<string> | undefined;
  /** Which keys it has, where another stack's node could have them too. */
  readonly claim?: Claim | undefined;
  /** What is asked of the network before the container is touched; undefined where its release is not compared. */
  readonly fit?: Pick<ReleaseFitArgs, "release" | "question" | "servers"> | undefined;
  /** Whether its data alone is kept: nothing runs, and no key is on the host. */
  readonly stopped: boolean;
}

/** An Aztec node on a host: its image, its volumes, its container, and the proof that it answers. */
export class AztecNode extends pulumi.ComponentResource {
  readonly dataVolume: docker.Volume;
  /** Of one that is not stopped. */
  readonly container: docker.Container | undefined;
  readonly ready: NodeReady | undefined;
  /** The repository's digest of the image, or its id where it was built on the host. */
  readonly imageDigest: pulumi.Output<string>;

  constructor(name: string, args: AztecNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:AztecNode", name, {}, { ...opts, provider: args.host.provider });
    const image = this.image(name, args);
    this.imageDigest = pulumi.all([image.repoDigest, image.imageId]).apply(([digest, id]) => digest || id);
    this.dataVolume = this.data(name, args, image);
    const network = stackNetwork(nodeResource("network", name), args.container, args.host, this, args.subnet);
    this.container = args.stopped ? undefined : this.live(name, args, image, network);
    this.ready = this.container && this.wait(name, args, this.container);
    this.registerOutputs({ imageDigest: this.imageDigest, enr: this.ready?.enr });
  }

  /** The keys, and the container that has them. */
  private live(name: string, args: AztecNodeArgs, image: docker.RemoteImage, network: docker.Network) {
    const fit = this.fit(name, args, image);
    const claim = args.claim && new KeyClaim(nodeResource("claim", name), args.claim, { parent: this, dependsOn: fit });
    const keys = args.plan.files.length > 0 ? this.keys(name, args, image, { claim, fit }) : undefined;
    const data = { volumeName: this.dataVolume.name, containerPath: args.plan.dataDirectory };
    return this.run(name, args, claim, {
      after: fit,
      image: image.imageId,
      networksAdvanced: [network.name, ...args.networks].map((joined) => ({ name: joined })),
      volumes: [
        data,
        ...(keys ? [{ volumeName: keys.volume.name, containerPath: KEYS_DIRECTORY, readOnly: true }] : []),
      ],
      // Files that the node reads at its start only: with others, another container.
      labels: [...ownerLabels(args.host), ...(keys ? [{ label: "aztec-validator.keys", value: keys.version }] : [])],
    });
  }

  private image(name: string, { plan, host }: AztecNodeArgs): docker.RemoteImage {
    // Kept on destroy: another stack's container may be of the same image.
    const kept = { name: plan.image, keepLocally: true };
    // By itself the provider has the old one removed first, and with it all that is made from it: the node would be
    // away while its next image is pulled.
    const options = { parent: this, ...host.bound, deleteBeforeReplace: false };
    return new docker.RemoteImage(nodeResource("image", name), kept, options);
  }

  private data(name: string, args: AztecNodeArgs, image: docker.RemoteImage): docker.Volume {
    const dockerName = `${args.container}-data`;
    const device = args.directory ?? args.host.dataDirectory;
    const bind = device && { driver: "local", driverOpts: { type: "none", o: "bind", device } };
    // On a disk of its own the data is kept by that, and the volume is but the way to it.
    const keep = args.keepData && !args.host.dataDirectory;
    const volumeArgs = { name: dockerName, labels: stackLabels(), ...bind };
    const options = {
      parent: this,
      // Set on the volume itself: what a component passes down is not the same in all engines.
      protect: keep,
      retainOnDelete: keep,
      // Its name stays: another one beside it, for a while, there cannot be.
      deleteBeforeReplace: true,
      ...args.host.bound,
    };
    const hooks = {
      beforeCreate: [refuseHeldVolume(dockerName, args.host)],
      afterCreate: [prepareVolume(dockerName, CONTAINER_USER, image.imageId, args.host)],
    };
    return new docker.Volume(nodeResource("data", name), volumeArgs, withHooks(options, hooks));
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
        // Its claim is there before a key is, and goes after it.
        after: [...fit, ...(claim ? [claim] : [])],
        before: claim ? [claim.refuseTaken] : [],
      },
      { parent: this },
    );
  }

  private fit(name: string, { fit, host, networks }: AztecNodeArgs, image: docker.RemoteImage): ReleaseFit[] {
    if (!fit) return [];
    const asked = { ...fit, docker: host.docker, image: image.imageId, networks };
    return [new ReleaseFit(nodeResource("fit", name), asked, { parent: this, ...host.bound })];
  }

  private run(name: string, args: AztecNodeArgs, claim: KeyClaim | undefined, { after, ...joins }: Joins) {
    const alone = claim ? [claim.refuseTaken] : [];
    return new docker.Container(
      nodeResource("container", name),
      { ...containerArgs(args.plan), ...joins, name: args.container },
      withHooks(
        {
          parent: this,
          ...args.host.bound,
          // It is there before the container, and goes after it.
          dependsOn: [...after, ...(claim ? [claim] : [])],
          // Two at once would sign twice with one key.
          deleteBeforeReplace: true,
          // The provider takes a change of these as an update and then does nothing.
          replaceOnChanges: ["healthcheck", "init", "tmpfs"],
        },
        { beforeCreate: [...alone, removeOrphan("container", args.container, args.host)] },
      ),
    );
  }

  private wait(name: string, args: AztecNodeArgs, { id }: docker.Container): NodeReady {
    return new NodeReady(
      nodeResource("ready", name),
      {
        docker: args.host.docker,
        container: args.container,
        containerId: id,
        timeoutSeconds: args.readyTimeoutSeconds,
        acceptsStandby: args.acceptsStandby,
      },
      { parent: this, ...args.host.bound },
    );
  }
}

/** What has to be true before a key is on the host. */
interface Gates {
  readonly claim: KeyClaim | undefined;
  readonly fit: readonly ReleaseFit[];
}

/** What of the container is other resources'. */
type Joins = Pick<docker.ContainerArgs, "networksAdvanced" | "volumes" | "labels"> & {
  /** The image's id, not its reference: another image under the same name shows in the preview. */
  readonly image: pulumi.Output<string>;
  /** What has to be there before the container. */
  readonly after: readonly pulumi.Resource[];
};

/** What the node is started with, in short. */
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
    healthcheck: { ...plan.healthcheck, tests: [...plan.healthcheck.tests] },
    restart: "unless-stopped",
    stopTimeout: STOP_GRACE_SECONDS,
    // Unset, the provider kills at once when it replaces: world state may be damaged by that.
    destroyGraceSeconds: STOP_GRACE_SECONDS,
  };
}
