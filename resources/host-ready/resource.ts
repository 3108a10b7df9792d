import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { HostReadyInputs } from "./inputs";

export type HostReadyArgs = ArgsOf<HostReadyInputs>;

/** Outputs, whose values the provider returns. */
const OUTPUTS = { found: undefined, mtu: undefined, docker: undefined, hostKeys: undefined };

/**
 * A host that accepts SSH, has booted and runs Docker. The resource exists once all of this is true, and everything on
 * the host depends on it. A failed one is not in the state, so the next `up` waits again.
 */
export class HostReady extends pulumi.CustomResource {
  /** Description of the host for people: processor, memory, Docker's version. */
  declare readonly found: pulumi.Output<string>;
  /** MTU that Docker networks need there; undefined if Docker's own is right. */
  declare readonly mtu: pulumi.Output<number | undefined>;
  /** Command that reaches the host's Docker. */
  declare readonly docker: pulumi.Output<string[]>;
  /** Its SSH host keys: from here every checkout of the stack gets its known_hosts file. */
  declare readonly hostKeys: pulumi.Output<string[]>;

  constructor(name: string, args: HostReadyArgs, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.hostReady, name, { ...args, ...OUTPUTS }, opts);
  }
}
