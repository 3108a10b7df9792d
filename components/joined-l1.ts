import * as pulumi from "@pulumi/pulumi";
import { RPC_PORT } from "../settings/ports";
import type { PublicAttester } from "../settings/claim";
import { ChainMember } from "../resources/chain-member/resource";
import { LocalChain } from "../resources/local-chain/resource";
import type { Host } from "./host";
import { l1Container, l1Values } from "./local-l1";

export interface JoinedL1Args {
  readonly host: Host;
  /** Name of the stack that the chain belongs to. */
  readonly stack: string;
  /** Name of that stack's node: its container. */
  readonly node: string;
  readonly chainId: number;
  readonly registry: string;
  /** Aztec release of the node that joins. */
  readonly release: string;
}

/** A stack that joins. */
export interface Joining {
  readonly stack: string;
  /** Name of its node's container. */
  readonly node: string;
  readonly attesters: pulumi.Output<PublicAttester[]>;
  /** Further addresses that get a balance: those of a prover. */
  readonly publishers: pulumi.Input<string[]>;
  /** Resources to create first, and to remove last: the node is ready before its first duty, and runs until its last. */
  readonly after: readonly pulumi.Resource[];
}

/** The L1 of another development stack, whose chain this one joins. */
export class JoinedL1 extends pulumi.ComponentResource {
  /** Settings of a node on this chain, by their paths. */
  readonly values: Readonly<Record<string, string>>;
  /** The Docker network of the L1. */
  readonly network: pulumi.Output<string>;
  readonly #name: string;
  readonly #docker: pulumi.Output<string[]>;

  constructor(name: string, { host, ...args }: JoinedL1Args, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:JoinedL1", name, {}, opts);
    const { stack, node, release } = args;
    const l1 = l1Container(node);
    this.#name = name;
    this.#docker = host.docker;
    this.values = {
      ...l1Values({ ...args, container: l1 }),
      // node/local-peers.mjs puts the node's record in the place of this URL.
      bootstrapNodes: `http://${node}:${RPC_PORT}`,
      "p2p.bootstrapNodesAsFullPeers": "true",
    };
    this.network = new LocalChain(
      `${name}-chain`,
      { docker: host.docker, stack, l1, node, release },
      { parent: this },
    ).l1;
    this.registerOutputs({ network: this.network });
  }

  /** Registers the attesters of a stack in the chain's validator set, and funds its publishers. */
  admit({ after, attesters, ...member }: Joining): ChainMember {
    const members = attesters.apply((all) => all.map(({ address, publishers }) => ({ address, publishers })));
    const args = { docker: this.#docker, l1: this.network, ...member, attesters: members };
    return new ChainMember(`${this.#name}-member`, args, { parent: this, dependsOn: [...after] });
  }
}
