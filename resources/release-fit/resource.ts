import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { ReleaseFitInputs } from "./inputs";

/** The provider computes `genesisArchiveRoot` itself. */
export type ReleaseFitArgs = Omit<ArgsOf<ReleaseFitInputs>, "genesisArchiveRoot">;

/**
 * The fact that a release serves the rollup that its network runs, and that Docker can make the container. It fails preview
 * and `up` before the node's container is changed: a node of another release would be in standby and miss every duty, and
 * what Docker refuses would show only after the old container is gone. Implemented by the project's own provider (resources/).
 */
export class ReleaseFit extends pulumi.CustomResource {
  constructor(name: string, { servers, ...args }: ReleaseFitArgs, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.releaseFit, name, { ...args, servers: pulumi.secret(servers) }, opts);
  }
}
