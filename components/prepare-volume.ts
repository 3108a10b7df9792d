import type * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { runVolumeContainer, VOLUME } from "../remote/volume-container";
import { Hook } from "../resources/hooks";
import type { Host } from "./host";

/** Limit for the hook's command, in milliseconds: a busy host takes long to start a container. */
const TIMEOUT = 120_000;

/**
 * Returns a hook that makes the node's user the owner of a new volume. Docker makes root the owner if the image has no
 * directory at the mount point.
 *
 * @param user  `uid:gid`
 * @param image an image with `chown`
 */
export function prepareVolume(volume: string, user: string, image: pulumi.Output<string>, host: Host): Hook {
  return Hook.of(`prepare-volume-${volume}`, { docker: host.docker, image }, async (values) => {
    const task = { volume, image: values.image, program: "chown", args: [user, VOLUME] };
    const { code, text } = await runVolumeContainer(dockerRunner(values.docker, TIMEOUT), task);
    if (code !== 0) throw new Error(`The owner of the volume ${volume} cannot be set: ${text.trim()}`);
  });
}
