import type * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { runVolumeContainer, VOLUME } from "../remote/volume-container";
import { Hook } from "../resources/hooks";
import type { Host } from "./host";

/** Limit for the hook's command, in milliseconds: a busy host takes long to start a container. */
const TIMEOUT = 120_000;

/**
 * Returns a hook that makes the node's user the owner of a volume. Docker makes root the owner if the image has no directory
 * at the mount point. A volume that is the user's is left alone, so the hook can run again.
 *
 * @param user  `uid:gid`
 * @param image an image with `sh`, `stat` and `chown`
 */
export function prepareVolume(volume: string, user: string, image: pulumi.Output<string>, host: Host): Hook {
  return Hook.of(`prepare-volume-${volume}`, { docker: host.docker, image }, async (values) => {
    const script = `[ "$(stat -c %u:%g ${VOLUME})" = ${user} ] || chown ${user} ${VOLUME}`;
    const task = { volume, image: values.image, program: "sh", args: ["-c", script] };
    const { code, text } = await runVolumeContainer(dockerRunner(values.docker, TIMEOUT), task);
    if (code !== 0) throw new Error(`The owner of the volume ${volume} cannot be set: ${text.trim()}`);
  });
}
