import * as pulumi from "@pulumi/pulumi";
import { oneShot, VOLUME } from "../settings/one-shot";
import { dockerCommand, plain } from "./docker-command";
import type { Host } from "./host";

/**
 * A hook that gives a new volume to the node's user: where the image has nothing at its path, Docker makes it root's.
 *
 * @param user  `uid:gid`
 * @param image an image with `chown`
 */
export function prepareVolume(volume: string, user: string, image: pulumi.Output<string>, host: Host) {
  return new pulumi.ResourceHook(`prepare-volume-${volume}`, async () => {
    await dockerCommand(host, oneShot(volume, await plain(image), "chown", [user, VOLUME]));
  });
}
