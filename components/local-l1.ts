import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { L1_BEACON_PORT, L1_RPC_PORT } from "../settings/ports";
import { RELEASE_LABEL, stateVolume } from "../resources/names";
import { hardening } from "./hardening";
import { withHooks } from "../resources/hooks";
import type { Host } from "./host";
import { limitProcesses } from "./limit-processes";
import { ownerLabels, refuseHeldVolume, removeOrphan, stackLabels } from "./orphans";
import { stackNetwork } from "./stack-network";

export interface LocalL1Args {
  readonly host: Host;
  /** Reference of the image: anvil with Aztec's contracts deployed, and a beacon endpoint. */
  readonly image: string;
  /** Chain id of that image's chain. */
  readonly chainId: number;
  /** Address of Aztec's registry contract on it. */
  readonly registry: string;
  /** Aztec release whose contracts the chain has. */
  readonly release: string;
  /** Name of the container; the node reaches the L1 by it. */
  readonly container: string;
  /** Attesters that are in the validator set from the first block on, with the publishers that the L1 funds. */
  readonly attesters: pulumi.Input<readonly Attester[]>;
}

interface Attester {
  readonly address: string;
  readonly publishers: readonly string[];
}

/** Most memory in MiB: the chain starts anew with 900 (images/l1/chain.mjs), and each save of it takes 250 more. */
const MEMORY = 1536;
/** The number of attesters for which the image has registrations. */
const MOST_ATTESTERS = 8;
/** The directory that the image has for the chain; its owner is the container's user. */
const STATE_DIRECTORY = "/var/lib/l1";

/** Returns the name of a stack's L1. @param node name of its node's container */
export function l1Container(node: string): string {
  return `${node}-l1`;
}

/** Returns what a node's settings are with an L1, by their paths. */
export function l1Values({ container, chainId, registry }: Pick<LocalL1Args, "container" | "chainId" | "registry">) {
  return {
    ethereumHosts: `http://${container}:${L1_RPC_PORT}`,
    l1ConsensusHosts: `http://${container}:${L1_BEACON_PORT}`,
    l1ChainId: String(chainId),
    "l1Contracts.registry": registry,
  };
}

/**
 * An Ethereum for development: one container, up in a second, and a volume that keeps its chain. If an attester's address
 * changes, the chain continues: the new one joins the committee two to three epochs later, and the old one leaves it.
 */
export class LocalL1 extends pulumi.ComponentResource {
  /** What the node's settings are with it, by their paths. */
  readonly values: Readonly<Record<string, string>>;
  /** The Docker network it is on: who joins it reaches it by name. */
  readonly network: pulumi.Output<string>;
  readonly container: docker.Container;

  constructor(name: string, args: LocalL1Args, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:LocalL1", name, {}, { ...opts, provider: args.host.provider });
    this.values = l1Values(args);
    this.network = stackNetwork(`${name}-network`, args.container, args.host, this).name;
    this.container = this.start(name, args);
    this.registerOutputs({ network: this.network });
  }

  private start(name: string, args: LocalL1Args): docker.Container {
    const image = new docker.RemoteImage(`${name}-image`, { name: args.image, keepLocally: true }, { parent: this });
    const state = this.state(name, args);
    const attesters = pulumi.output(args.attesters).apply((all) => all.slice(0, MOST_ATTESTERS));
    const list = (of: (attester: Attester) => readonly string[]) =>
      attesters.apply((all) => [...new Set(all.flatMap(of))].join(","));
    return new docker.Container(
      `${name}-anvil`,
      {
        ...hardening(MEMORY),
        name: args.container,
        image: image.imageId,
        networksAdvanced: [{ name: this.network }],
        labels: ownerLabels(args.host),
        envs: [
          pulumi.interpolate`ATTESTERS=${list(({ address }) => [address])}`,
          pulumi.interpolate`PUBLISHERS=${list(({ publishers }) => publishers)}`,
          `STATE_DIRECTORY=${STATE_DIRECTORY}`,
        ],
        volumes: [{ volumeName: state.name, containerPath: STATE_DIRECTORY }],
        restart: "unless-stopped",
        destroyGraceSeconds: 10,
      },
      withHooks(
        { parent: this, deleteBeforeReplace: true },
        {
          beforeCreate: [removeOrphan("container", args.container, args.host)],
          afterCreate: [limitProcesses(args.container, args.host)],
        },
      ),
    );
  }

  /** The chain. It goes with the stack, and with the release: another one's contracts have another genesis. */
  private state(name: string, { container, host, release }: LocalL1Args): docker.Volume {
    const volume = stateVolume(container);
    const labels = [...stackLabels(), { label: RELEASE_LABEL, value: release }];
    return new docker.Volume(
      `${name}-state`,
      { name: volume, labels },
      withHooks({ parent: this, deleteBeforeReplace: true }, { beforeCreate: [refuseHeldVolume(volume, host)] }),
    );
  }
}
