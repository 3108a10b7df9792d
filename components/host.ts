import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** The machine that a node runs on. Components create containers through it without knowing its kind. */
export interface Host {
  /** Creates networks, volumes, images and containers on the host. */
  readonly provider: docker.Provider;
  /**
   * Identifies this state's containers and networks on the engine. Another state has another value, even for the same
   * stack name in another checkout.
   */
  readonly owner: pulumi.Output<string>;
  /**
   * The command and first arguments that reach the host's Docker: `["docker", "--host", …]`, or by SSH. It is for what
   * the Docker provider cannot do, such as querying a running container or reading its log.
   */
  readonly docker: pulumi.Output<string[]>;
  /** Id of the machine that has the host's Docker, if only that machine reaches it: another one has another Docker there. */
  readonly machine?: string | undefined;
  /** URL of the Docker engine, if the stack's host is "this machine": a variable of the environment can name another one. */
  readonly engine?: string;
  /** Type of the host's instance: with another one it stops and starts, and the node with it. Undefined for other hosts. */
  readonly instanceType?: string;
  /** MTU that Docker networks on the host need; undefined if Docker's own is right. */
  readonly mtu?: pulumi.Input<number | undefined>;
  /** Public IPv4 address to announce to peers, if the host has one. */
  readonly address?: pulumi.Output<string>;
  /** Directory for the data on a disk that outlives the host, if there is one. */
  readonly dataDirectory?: string;
  /** Snapshot that the disk is a copy of, by what the cloud says and not by the settings. Empty or undefined without one. */
  readonly copiedFrom?: pulumi.Output<string | undefined>;
  /**
   * Options of every resource on the host. On a host that `up` creates, they delete a resource together with the machine,
   * without contacting it, and replace it with the machine. Pulumi alone would only update the Docker provider.
   */
  readonly bound: Pick<pulumi.CustomResourceOptions, "deletedWith" | "replacementTrigger">;
  /**
   * Has `destroy` refuse, before it removes anything, what would take away from other stacks; undefined if this host has
   * nothing that others can use.
   *
   * @param all what is removed only after that
   */
  readonly guard?: (all: readonly pulumi.Resource[]) => void;
}
