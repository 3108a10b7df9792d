import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { HostKeyGuardInputs } from "./inputs";

/**
 * The SSH host keys of a server, for `destroy`. It is deleted before everything else of the stack, and its deletion writes
 * the stack's known_hosts file, or refuses if that has another key.
 */
export class HostKeyGuard extends pulumi.CustomResource {
  constructor(name: string, args: ArgsOf<HostKeyGuardInputs>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.hostKeyGuard, name, { ...args }, opts);
  }
}
