import type * as pulumi from "@pulumi/pulumi";
import { volumeContainerArgs, VOLUME } from "../remote/volume-container";
import { dockerCommand } from "./docker-command";
import { Hook } from "../resources/hooks";
import type { Host } from "./host";

/**
 * A hook that gives a new volume to the node's user: where the image has nothing at its path, Docker makes it root's.
 *
 * @param user  `uid:gid`
 * @param image an image with `chown`
 */
export function prepareVolume(volume: string, user: string, image: pulumi.Output<string>, host: Host): Hook {
  return Hook.of(`prepare-volume-${volume}`, { docker: host.docker, image }, async (values) => {
    await dockerCommand(values.docker, volumeContainerArgs(volume, values.image, "chown", [user, VOLUME]));
  });
}
