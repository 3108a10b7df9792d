import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";
import type { KeyFilesInputs } from "./inputs";

export type KeyFilesArgs = ArgsOf<KeyFilesInputs>;

/**
 * Files on a volume that only the node's user can read (0400). A new id means that the node has to be restarted; a
 * change that a running node can reload is an update. Implemented by the project's own provider (resources/), because
 * Docker's can only upload files to a container, and not to one with a read-only root.
 */
export class KeyFiles extends pulumi.CustomResource {
  constructor(name: string, args: KeyFilesArgs, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.keyFiles, name, { ...args }, opts);
  }
}
