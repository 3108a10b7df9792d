import * as pulumi from "@pulumi/pulumi";
import type { NodeFacts } from "../../node/health-check";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { NodeReadyInputs } from "./inputs";

export type NodeReadyArgs = ArgsOf<NodeReadyInputs>;

/**
 * A node that is ready. The resource exists once the container's own health check passes, so `up` ends with a working
 * node, or fails with the reason and the node's last log lines. A failed one is not in the state, so the next `up`
 * waits again. Implemented by the project's own provider (resources/).
 */
export class NodeReady extends pulumi.CustomResource {
  /** Undefined for a node in standby, as are the others. */
  declare readonly nodeVersion: pulumi.Output<NodeFacts["nodeVersion"] | undefined>;
  declare readonly l1ChainId: pulumi.Output<NodeFacts["l1ChainId"]>;
  declare readonly rollupVersion: pulumi.Output<NodeFacts["rollupVersion"]>;
  declare readonly enr: pulumi.Output<NodeFacts["enr"]>;

  constructor(name: string, args: NodeReadyArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { nodeVersion: undefined, l1ChainId: undefined, rollupVersion: undefined, enr: undefined };
    super(AZTEC.nodeReady, name, { ...args, ...outputs }, opts);
  }
}
