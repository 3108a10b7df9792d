import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** Where a node runs: what components put containers through, without knowing which kind of host it is. */
export interface Host {
  /** Makes networks, volumes, images and containers on the host. */
  readonly provider: docker.Provider;
  /**
   * Tells this stack's containers and networks from all others on the engine: another state, be it of the same stack
   * name in another checkout, has another value.
   */
  readonly owner: pulumi.Output<string>;
  /**
   * The command and first arguments that reach the host's Docker by its command line: `["docker", "--host", …]`, or
   * by SSH. For what a provider cannot do: ask a running container, read its last log lines.
   */
  readonly docker: pulumi.Output<string[]>;
  /** The public IPv4 address that peers are told, where the host brings one. */
  readonly address?: pulumi.Output<string>;
  /** A directory on a disk that outlives the host, where there is one: the data's place. */
  readonly dataDirectory?: string;
  /**
   * Options of everything that is on the host. Of a host that `up` makes: what is on it ends with the machine without
   * asking it, and with another machine it is made anew. By itself the engine would only update the docker provider.
   */
  readonly bound: Pick<pulumi.CustomResourceOptions, "deletedWith" | "replacementTrigger">;
}
