import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { ChainMemberInputs } from "./inputs";

/**
 * The attesters of a stack in the validator set of another stack's development chain. It is created once the node is
 * ready, and deleted before the node: deletion waits until the attesters have no duties any more, so that no slot is
 * missed. Implemented by the project's own provider (resources/).
 */
export class ChainMember extends pulumi.CustomResource {
  constructor(name: string, args: ArgsOf<ChainMemberInputs>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.chainMember, name, { ...args }, opts);
  }
}
