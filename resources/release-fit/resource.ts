import * as pulumi from "@pulumi/pulumi";
import type { NetworkQuestion } from "../../settings/network/network-question";

export interface ReleaseFitArgs {
  /** The command that reaches the host's Docker (`Host.docker`). */
  readonly docker: pulumi.Input<string[]>;
  /** Id of the node's image, which the host has. */
  readonly image: pulumi.Input<string>;
  /** Docker networks that the node joins besides its own. */
  readonly networks: readonly pulumi.Input<string>[];
  readonly release: string;
  readonly question: NetworkQuestion;
  /** The L1's servers and the place of the network's configuration, by the names of their variables; secret. */
  readonly servers: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The fact that a release serves the rollup that its network runs. It fails preview and `up` before the node's container
 * is touched: a node of another release would stand by, and miss every duty. Made by the project's own provider
 * (resources/).
 */
export class ReleaseFit extends pulumi.CustomResource {
  constructor(name: string, { servers, ...args }: ReleaseFitArgs, opts?: pulumi.CustomResourceOptions) {
    super("aztec:index:ReleaseFit", name, { ...args, servers: pulumi.secret(servers) }, opts);
  }
}
