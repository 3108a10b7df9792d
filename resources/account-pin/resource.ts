import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { AccountPinInputs } from "./inputs";

/**
 * The AWS account that has the stack's resources, which refuses the login of another one. The stack has two: one before
 * everything on AWS, for an `up`, and one after everything, which `destroy` deletes first.
 */
export class AccountPin extends pulumi.CustomResource {
  constructor(name: string, args: ArgsOf<AccountPinInputs>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.accountPin, name, { ...args }, opts);
  }
}
