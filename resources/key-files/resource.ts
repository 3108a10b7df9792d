import * as pulumi from "@pulumi/pulumi";
import type { Reload } from "../../node/reload";

export interface KeyFilesArgs {
  /** The command that reaches the host's Docker (`Host.docker`). */
  readonly docker: pulumi.Input<string[]>;
  /** Name of the volume that has the files. */
  readonly volume: pulumi.Input<string>;
  /** Whose they are: `uid:gid`. */
  readonly owner: string;
  /** An image on the host, with Node. */
  readonly image: pulumi.Input<string>;
  /** Contents by their names; secret. */
  readonly files: pulumi.Input<Readonly<Record<string, string>>>;
  /** Name of the container that reads them. */
  readonly container: string;
  /** What it is started with, in short: with other, it is another container. */
  readonly start: pulumi.Input<string>;
  /** How its node takes another keystore without a restart, where it can: the file's name, the call and its password. */
  readonly reload?: pulumi.Input<Reload & { readonly key: string }> | undefined;
  /** How long a node that is starting is waited for. */
  readonly timeoutSeconds: number;
}

/**
 * Files on a volume that a node's user alone may read (0400). Another id means that the node is to be started anew;
 * what a running node can take is an update, after which it has taken it. Made by the project's own provider
 * (resources/), since Docker's puts files into containers alone, and into none with a read-only root.
 */
export class KeyFiles extends pulumi.CustomResource {
  constructor(name: string, args: KeyFilesArgs, opts?: pulumi.CustomResourceOptions) {
    super("aztec:index:KeyFiles", name, { ...args }, opts);
  }
}
