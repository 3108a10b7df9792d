import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { HostLossInputs } from "./inputs";

/**
 * The loss of an instance that Pulumi did not remove. It is replaced at each loss, and the instance with it. The engine
 * alone would keep the lost one until a refresh, and no refresh passes on a stack whose Docker is gone.
 */
export class HostLoss extends pulumi.CustomResource {
  constructor(name: string, args: ArgsOf<HostLossInputs>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.hostLoss, name, { ...args }, opts);
  }
}
