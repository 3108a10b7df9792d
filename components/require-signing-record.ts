import * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { READ_ALL, runVolumeContainer, VOLUME } from "../remote/volume-container";
import { Hook } from "../resources/hooks";
import { removeCommand } from "../settings/commands";
import { SIGNING_RECORD } from "../settings/schema/fixed";
import type { Host } from "./host";

/** Limit for the hook's command, in milliseconds: a busy host takes long to start a container. */
const TIMEOUT = 120_000;

/** A script that ends with 0 if the directory `$1` has something: Docker leaves an empty one where a mount was. */
export const HAS_CONTENT = `[ -n "$(ls -A "$1" 2>/dev/null)" ]`;

/**
 * Returns a hook that refuses to start a node on data without a signing record, because the data that it should have has
 * one. A copy that failed, or a disk that is not mounted, would otherwise let the node sign twice for a slot.
 *
 * @param image an image with `sh` and `ls`
 */
export function requireSigningRecord(volume: string, image: pulumi.Output<string>, host: Pick<Host, "docker">): Hook {
  const stack = pulumi.getStack();
  return Hook.of(`require-signing-record-${volume}`, { docker: host.docker, image }, async (values) => {
    const task = {
      volume,
      image: values.image,
      program: "sh",
      args: ["-c", HAS_CONTENT, "sh", `${VOLUME}/${SIGNING_RECORD}`],
      user: READ_ALL,
    };
    const { code, text } = await runVolumeContainer(dockerRunner(values.docker, TIMEOUT), task);
    if (code === 0) return;
    // The script itself ends with 1; everything else is a failure of Docker.
    if (code !== 1) throw new Error(`The volume ${volume} cannot be read: ${text.trim()}`);
    throw new Error(
      [
        `The old node's data had a signing record (${SIGNING_RECORD}), and this volume (${volume}) has none: without it the node could`,
        `sign twice for one slot, which is slashed. Copy the old data first: with aztec-validator restore --stack ${stack} if a backup has it, else`,
        "by the steps that the import printed. If it is lost: with the old node stopped, wait until its last duties are two epochs old (77 minutes), and then:",
        removeCommand("storage.requireSigningRecord", stack),
      ].join(" "),
    );
  });
}
