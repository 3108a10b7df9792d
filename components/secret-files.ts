import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SecretFile } from "../settings/hidden-environment";
import { CONTAINER_USER } from "./confined";
import type { Host } from "./host";
import { clearLeftover, ownerLabels, refuseHeldVolume, stackLabels } from "./leftovers";

export interface SecretFilesArgs {
  readonly host: Host;
  /** Name on the host, of the volume and of the container that fills it. */
  readonly name: string;
  /** An image that is on the host: nothing of it is run. */
  readonly image: pulumi.Input<string>;
  /** Where the reader mounts the volume; the files' paths lie in it. */
  readonly directory: string;
  readonly files: readonly SecretFile<pulumi.Input<string>>[];
}

/**
 * A volume with files that the node's user alone may read (0400).
 *
 * The provider cannot put files into a container with a read-only root, so a second container, made and never
 * started, carries them into the volume. It is replaced when a file changes.
 */
export class SecretFiles extends pulumi.ComponentResource {
  readonly volume: docker.Volume;
  /** Another one for other files: who reads them is to be replaced with it. */
  readonly version: pulumi.Output<string>;

  constructor(name: string, args: SecretFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aztec-validator:index:SecretFiles", name, {}, opts);
    const hooks = { beforeCreate: [refuseHeldVolume(args.name, args.host)] };
    const volumeArgs = { name: args.name, labels: stackLabels() };
    const options = { parent: this, ...args.host.bound, deleteBeforeReplace: true, hooks };
    this.volume = new docker.Volume(`${name}-volume`, volumeArgs, options);
    this.version = this.carrier(name, args).id;
    this.registerOutputs({ version: this.version });
  }

  private carrier(name: string, args: SecretFilesArgs): docker.Container {
    return new docker.Container(
      `${name}-carrier`,
      {
        name: args.name,
        image: args.image,
        start: false,
        mustRun: false,
        networkMode: "none",
        labels: ownerLabels(args.host),
        volumes: [{ volumeName: this.volume.name, containerPath: args.directory }],
        uploads: args.files.map(({ path, content }) => uploadOf(path, content)),
      },
      {
        parent: this,
        ...args.host.bound,
        deleteBeforeReplace: true,
        hooks: { beforeCreate: [clearLeftover("container", args.name, args.host)] },
      },
    );
  }
}

function uploadOf(file: string, content: pulumi.Input<string>): docker.types.input.ContainerUpload {
  const [owner = "", group = ""] = CONTAINER_USER.split(":");
  return { file, content: pulumi.secret(content), owner, group, permissions: "0400" };
}
