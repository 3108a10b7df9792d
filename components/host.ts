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
   * The command and first arguments that reach the host's Docker by its command line: `["docker", "--host", …]`.
   * For what a provider cannot do: ask a running container, read its last log lines.
   */
  readonly docker: pulumi.Output<string[]>;
}
