import * as pulumi from "@pulumi/pulumi";
import { refuseTaken } from "./live-claims";
import { claimSchema, type OwnClaim } from "../../settings/claim";
import { Hook, type Options, withHooks } from "../hooks";
import { AZTEC } from "../names";

/**
 * Records the addresses of a node's keys in the state. It is created before the node and deleted after it, so that the
 * stacks of one backend never run two nodes with one key.
 */
export class KeyClaim extends pulumi.CustomResource {
  /**
   * A hook that compares the claim again, for resources created after it: of two stacks that start at once, each sees the
   * other's claim here. A claim that is already in the state is not compared again, to keep the downtime between two
   * containers short.
   */
  readonly refuseTaken: Hook;
  /** Whether this run has recorded or changed the claim, as far as it has come. Before, another stack could use the keys. */
  readonly isNew: () => boolean;

  constructor(name: string, claim: OwnClaim, opts: Options) {
    let isNew = false;
    const note = Hook.of("note-new-claim", {}, () => {
      isNew = true;
    });
    super(
      AZTEC.keyClaim,
      name,
      claimSchema.parse(claim),
      withHooks(opts, { beforeCreate: [note], beforeUpdate: [note] }),
    );
    this.isNew = () => isNew;
    this.refuseTaken = Hook.of("refuse-taken-keys", { claim: this.id }, () => {
      if (isNew) refuseTaken(claim);
    });
  }
}
