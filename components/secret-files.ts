import path from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SecretFile } from "../node/secret-environment";
import type { Reload } from "../node/reload";
import { CONTAINER_USER } from "../node/container";
import { type Hook, withHooks } from "../resources/hooks";
import type { Host } from "./host";
import { KeyFiles } from "../resources/key-files/resource";
import { refuseHeldVolume, stackLabels } from "./orphans";
import { keyFilesResource } from "../resources/names";

export interface SecretFilesArgs {
  readonly host: Host;
  /** Name of the volume on the host. */
  readonly name: string;
  /** An image on the host. */
  readonly image: pulumi.Input<string>;
  /** Mount point of the volume in the reader; the files' paths are inside it. */
  readonly directory: string;
  readonly files: readonly SecretFile<pulumi.Input<string>>[];
  /** Name of the container that reads them. */
  readonly container: string;
  /** Digest of what the reader is started with. */
  readonly start: pulumi.Input<string>;
  /** How the reader reloads its keystore while it runs, and the password for it. */
  readonly reload?: { readonly how: Reload; readonly key: pulumi.Input<string> } | undefined;
  /** Seconds to wait for a reader that is starting. */
  readonly timeoutSeconds: number;
  /** Resources to create before the files. */
  readonly after: readonly pulumi.Resource[];
  /** Hooks that run before the files change. */
  readonly before: readonly Hook[];
}

/** A volume with files that only the node's user can read (0400). */
export class SecretFiles extends pulumi.ComponentResource {
  readonly volume: docker.Volume;
  /** Changes with the files, unless the running reader can reload them: the reader has to be replaced with it. */
  readonly version: pulumi.Output<string>;

  constructor(name: string, args: SecretFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:SecretFiles", name, {}, opts);
    const volumeArgs = { name: args.name, labels: stackLabels() };
    const options = { parent: this, ...args.host.bound, deleteBeforeReplace: true };
    const hooks = { beforeCreate: [refuseHeldVolume(args.name, args.host)] };
    this.volume = new docker.Volume(`${name}-volume`, volumeArgs, withHooks(options, hooks));
    this.version = this.files(name, args).id;
    this.registerOutputs({ version: this.version });
  }

  private files(name: string, args: SecretFilesArgs): KeyFiles {
    const { host, image, container, start, timeoutSeconds, reload } = args;
    const nameOf = (file: string) => path.posix.relative(args.directory, file);
    const files = Object.fromEntries(args.files.map((file) => [nameOf(file.path), file.content]));
    return new KeyFiles(
      keyFilesResource(name),
      {
        docker: host.docker,
        volume: this.volume.name,
        owner: CONTAINER_USER,
        image,
        files: pulumi.secret(files),
        container,
        start,
        timeoutSeconds,
        reload: reload && pulumi.secret({ ...reload.how, file: nameOf(reload.how.file), key: reload.key }),
      },
      withHooks(
        {
          parent: this,
          ...host.bound,
          dependsOn: args.after,
          // The old reader stops before its files change.
          deleteBeforeReplace: true,
        },
        { beforeCreate: args.before, beforeUpdate: args.before },
      ),
    );
  }
}
