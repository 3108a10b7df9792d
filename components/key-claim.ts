import * as pulumi from "@pulumi/pulumi";
import { CLAIM_TYPE, refuseTaken } from "../other-stacks";
import type { Claim } from "../settings/claim";

/**
 * Records in the state which keys a node is about to have: addresses, no keys. It is there before the node and goes
 * after it, so that the stacks of one backend never have two live nodes with one key.
 */
export class KeyClaim extends pulumi.CustomResource {
  constructor(name: string, claim: Claim, opts?: pulumi.CustomResourceOptions) {
    super(CLAIM_TYPE, name, { ...claim }, opts);
  }
}

/** A hook that asks the other stacks again: of two that began at once, each sees the other's claim here. */
export function refuseTakenSince(claim: Claim): pulumi.ResourceHook {
  return new pulumi.ResourceHook("refuse-taken-keys", () => {
    refuseTaken(claim);
  });
}
