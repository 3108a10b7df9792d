import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { InstanceStopInputs } from "./inputs";

/**
 * The orderly end of an instance: its deletion stops the instance, which is deleted next. It lives as long as the instance,
 * and a refresh keeps it when it forgets one that is gone. So what is on the instance is deleted with it.
 */
export class InstanceStop extends pulumi.CustomResource {
  constructor(name: string, args: ArgsOf<InstanceStopInputs>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.instanceStop, name, { ...args }, opts);
  }
}
