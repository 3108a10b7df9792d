/** Prepares a host for another image while the old node runs: checks disk space and processor, and pulls the image. */
import type { DockerRunner } from "../../remote/docker";
import type { CommandResult } from "../../remote/command";
import { findOldImages, removalCommand } from "../../remote/old-images";
import { READ_ALL, runVolumeContainer, VOLUME } from "../../remote/volume-container";
import { findRelease } from "../../settings/releases/release";
import { dataBytesNeeded } from "../../node/writable-places";
import { formatBytes } from "../../terminal/format";
import { OperatorError } from "../../terminal/output";
import type { VolumeRef } from "./backup";
import type { UpdatePlan } from "./plan";

/** An image is on the disk twice while it is unpacked. */
const UNPACKING = 2;

/** A host's free disk space and processor. */
export interface HostCapacity {
  /** The processor, as Docker names it: amd64. */
  readonly architecture: string;
  /** Bytes that are free where Docker stores images. */
  readonly imageBytesFree: number;
  /** Bytes that are free on the data volume. */
  readonly dataBytesFree: number;
}

/** Reads it in a container that sees both disks. */
async function readCapacity(docker: DockerRunner, { image, volume }: VolumeRef): Promise<HostCapacity> {
  const architecture = textOf(await docker(["version", "--format", "{{.Server.Arch}}"]));
  const script = `df -Pk / ${VOLUME} | tail -n 2 | awk '{ print $4 }'`;
  const task = { volume, image, program: "sh", args: ["-c", script], user: READ_ALL };
  const lines = textOf(await runVolumeContainer(docker, task)).split("\n");
  const [imageBytesFree = 0, dataBytesFree = 0] = lines.map((kilobytes) => Number(kilobytes) * 1024);
  return { architecture, imageBytesFree, dataBytesFree };
}

/** Returns an image's size, processor and id; undefined if the host does not have it. */
export async function inspectImage(docker: DockerRunner, image: string) {
  const { code, text } = await docker(["image", "inspect", "--format", "{{.Size}} {{.Architecture}} {{.Id}}", image]);
  if (code !== 0) return undefined;
  const [size = "0", architecture = "", id = ""] = text.trim().split(" ");
  return { bytes: Number(size), architecture, id };
}

/**
 * Lists the disk space that an update needs and the host does not have, each a sentence.
 *
 * @param pulled.bytes size of the image to pull, estimated from the old one; 0 if the host has it
 * @param pulled.removable images of earlier releases that nothing uses
 * @param dataBytes that the new release must find free on the data volume. A store that it cannot use needs no room beside
 *   the new one: the node deletes it first. Sources: `resetDataDirectory` of the vendor's `database-version/version_manager.ts`
 *   (aztec-packages at 0bdd2e4b, aztec-node at 99708711); a node of 4.1.2 that moved to another rollup. A snapshot that does
 *   not fit is given up, and the node reads L1 (`snapshot-sync.ts`, aztec-node at df724bfb).
 */
export function shortages(
  { imageBytesFree, dataBytesFree }: HostCapacity,
  pulled: { readonly bytes: number; readonly removable: readonly string[] },
  dataBytes: number,
): string[] {
  const imageBytes = pulled.bytes * UNPACKING;
  const lines: string[] = [];
  if (imageBytesFree < imageBytes)
    lines.push(
      `Docker has ${formatBytes(imageBytesFree)} free for images, and the new one needs up to ${formatBytes(imageBytes)}: ${freeing(pulled.removable)}`,
    );
  if (dataBytesFree < dataBytes)
    lines.push(
      `the data volume has ${formatBytes(dataBytesFree)} free, and the update needs ${formatBytes(dataBytes)}: enlarge it`,
    );
  return lines;
}

/** Returns what frees space for images. An image of an earlier release has a tag, so `docker image prune` keeps it. */
function freeing(removable: readonly string[]): string {
  return removable.length > 0
    ? `on the host, ${removalCommand({ images: removable })}`
    : "no image of an earlier release is left to remove; see docker system df on the host";
}

/**
 * Pulls the new image, after checking that the disks have room for it and its data; then compares its processor.
 *
 * @throws {OperatorError} with what is wrong; nothing was changed then
 */
export async function prepareImage(
  docker: DockerRunner,
  container: string,
  plan: UpdatePlan,
  data: VolumeRef,
): Promise<void> {
  const { to, settings } = plan;
  const present = await inspectImage(docker, to.image);
  const old = await inspectImage(docker, data.image);
  const capacity = await readCapacity(docker, data);
  const needed = dataBytesNeeded(settings, findRelease(to.release));
  // The release that runs now will be the last one, so none of the earlier ones has to stay.
  const { images: removable = [] } = (await findOldImages(docker, container, [])) ?? {};
  const missing = shortages(capacity, { bytes: present ? 0 : (old?.bytes ?? 0), removable }, needed);
  if (missing.length > 0)
    throw unchanged(["Not enough free disk space.", ...missing.map((line) => `  ${line}`)].join("\n"));
  if (!present) await pull(docker, to.image);
  const { architecture = "an unknown processor" } = (await inspectImage(docker, to.image)) ?? {};
  if (architecture !== capacity.architecture)
    throw unchanged(`${to.image} is for ${architecture}, and the host is ${capacity.architecture}.`);
}

async function pull(docker: DockerRunner, image: string): Promise<void> {
  const { code, text } = await docker(["pull", "--quiet", image]);
  if (code !== 0) throw unchanged(`${image} cannot be pulled: ${text.trim()}`);
}

function textOf({ code, text }: CommandResult): string {
  if (code !== 0) throw unchanged(`The host's Docker does not answer: ${text.trim()}`);
  return text.trim();
}

function unchanged(message: string): OperatorError {
  return new OperatorError(`${message}\nNothing was changed.`);
}
