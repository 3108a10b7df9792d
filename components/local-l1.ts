import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { L1_BEACON_PORT, L1_RPC_PORT } from "../settings/ports";
import { hardening } from "./hardening";
import { withHooks } from "../resources/hooks";
import type { Host } from "./host";
import { removeOrphan, ownerLabels } from "./orphans";
import { stackNetwork } from "./stack-network";

export interface LocalL1Args {
  readonly host: Host;
  /** Reference of the image: anvil with Aztec's contracts deployed, and a beacon endpoint. */
  readonly image: string;
  /** Chain id of that image's chain. */
  readonly chainId: number;
  /** Address of Aztec's registry contract on it. */
  readonly registry: string;
  /** Name of the container; the node reaches the L1 by it. */
  readonly container: string;
}

/** An Ethereum for development: one container, up in under a second. Its chain falls back to the deployment of the contracts with each start. */
export class LocalL1 extends pulumi.ComponentResource {
  /** What the node's settings are with it, by their paths. */
  readonly values: Readonly<Record<string, string>>;
  /** The Docker network it is on: who joins it reaches it by name. */
  readonly network: pulumi.Output<string>;
  readonly container: docker.Container;

  constructor(name: string, args: LocalL1Args, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:LocalL1", name, {}, { ...opts, provider: args.host.provider });
    this.values = {
      ethereumHosts: `http://${args.container}:${L1_RPC_PORT}`,
      l1ConsensusHosts: `http://${args.container}:${L1_BEACON_PORT}`,
      l1ChainId: String(args.chainId),
      "l1Contracts.registry": args.registry,
    };
    this.network = stackNetwork(`${name}-network`, args.container, args.host, this).name;
    this.container = this.start(name, args);
    this.registerOutputs({ network: this.network });
  }

  private start(name: string, args: LocalL1Args): docker.Container {
    const image = new docker.RemoteImage(`${name}-image`, { name: args.image, keepLocally: true }, { parent: this });
    return new docker.Container(
      `${name}-anvil`,
      {
        ...hardening(1024),
        name: args.container,
        image: image.imageId,
        networksAdvanced: [{ name: this.network }],
        labels: ownerLabels(args.host),
        restart: "unless-stopped",
        destroyGraceSeconds: 10,
      },
      withHooks(
        { parent: this, deleteBeforeReplace: true },
        { beforeCreate: [removeOrphan("container", args.container, args.host)] },
      ),
    );
  }
}
