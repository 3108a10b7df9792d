import * as pulumi from "@pulumi/pulumi";
import { refuseTaken } from "./live-claims";
import type { Claim } from "../../settings/claim";
import { Hook, type Options, withHooks } from "../hooks";
import { AZTEC } from "../names";

/**
 * Records in the state which keys a node is about to have: addresses, no keys. It is there before the node and goes
 * after it, so that the stacks of one backend never have two live nodes with one key.
 */
export class KeyClaim extends pulumi.CustomResource {
  /**
   * A hook for what is made after it, that asks the other stacks again: of two that began at once, each sees the
   * other's claim here. A claim that was in the state before has been seen by them; then no time is lost, for between
   * two containers there is no node.
   */
  readonly refuseTaken: Hook;

  constructor(name: string, claim: Claim, opts: Options) {
    let isNew = false;
    const note = Hook.of("note-new-claim", {}, () => {
      isNew = true;
    });
    super(AZTEC.keyClaim, name, { ...claim }, withHooks(opts, { beforeCreate: [note], beforeUpdate: [note] }));
    this.refuseTaken = Hook.of("refuse-taken-keys", { claim: this.id }, () => {
      if (isNew) refuseTaken(claim);
    });
  }
}
