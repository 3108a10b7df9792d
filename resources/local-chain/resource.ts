import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { LocalChainInputs } from "./inputs";

/**
 * The fact that the development chain of another stack is on this host, with the contracts of the same release. It fails
 * preview and `up` before anything is changed. Implemented by the project's own provider (resources/).
 */
export class LocalChain extends pulumi.CustomResource {
  /** Name of the chain's L1, which is that of its Docker network too. */
  declare readonly l1: pulumi.Output<string>;

  constructor(name: string, args: ArgsOf<LocalChainInputs>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.localChain, name, { ...args }, opts);
  }
}
