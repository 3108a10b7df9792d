import * as pulumi from "@pulumi/pulumi";

export interface NodeReadyArgs {
  /** The command that reaches the host's Docker (`Host.docker`). */
  readonly docker: pulumi.Input<string[]>;
  /** The container's name. */
  readonly container: pulumi.Input<string>;
  /** The container's id: with another one, it is waited for again. */
  readonly containerId: pulumi.Input<string>;
  /** Seconds until the node has to be ready. */
  readonly timeoutSeconds: pulumi.Input<number>;
  /** Whether a node that stands by until its network moves is what is wanted. */
  readonly acceptsStandby: boolean;
}

/**
 * A node that answers as ready, as a resource: it exists once the container's own health check passes, so that `up`
 * ends with a node that works or fails with the reason and the node's last log lines. A failed one is not in the
 * state, and the next `up` waits again. Made by the project's own provider (resources/).
 */
export class NodeReady extends pulumi.CustomResource {
  /** Undefined for a node that stands by. */
  declare readonly nodeVersion: pulumi.Output<string | undefined>;
  /** These two only of one that keeps the chain, and the third of one that has peers. */
  declare readonly l1ChainId: pulumi.Output<number | undefined>;
  declare readonly rollupVersion: pulumi.Output<number | undefined>;
  declare readonly enr: pulumi.Output<string | undefined>;

  constructor(name: string, args: NodeReadyArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { nodeVersion: undefined, l1ChainId: undefined, rollupVersion: undefined, enr: undefined };
    super("aztec:index:NodeReady", name, { ...args, ...outputs }, opts);
  }
}
