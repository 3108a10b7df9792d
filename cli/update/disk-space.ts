/** Whether a host can take another image, found before anything on it is stopped. */
import type { DockerRunner } from "../../remote/docker";
import type { CommandResult } from "../../remote/command";
import { READ_ALL, runVolumeContainer, VOLUME } from "../../remote/volume-container";
import { findRelease } from "../../settings/releases/release";
import { dataBytesNeeded } from "../../node/writable-places";
import { OperatorError } from "../../terminal/output";
import type { Around } from "./backup";
import type { UpdatePlan } from "./plan";

/** An image is on the disk twice while it is unpacked. */
const UNPACKING = 2;
const GIB = 2 ** 30;

/** What a host has, and what it is. */
export interface Room {
  /** Its processor, in Docker's words: amd64. */
  readonly architecture: string;
  /** Bytes that are free where Docker keeps images. */
  readonly images: number;
  /** Bytes that are free on the data volume, and that the data takes. */
  readonly data: number;
  readonly used: number;
}

/** Asks a container that sees both disks. */
async function roomOf(docker: DockerRunner, { image, volume }: Around): Promise<Room> {
  const architecture = told(await docker(["version", "--format", "{{.Server.Arch}}"]));
  const script = `df -Pk / ${VOLUME} | tail -n 2 | awk '{ print $4 }'; du -sk ${VOLUME} | cut -f 1`;
  const task = { volume, image, program: "sh", args: ["-c", script], user: READ_ALL };
  const lines = told(await runVolumeContainer(docker, task));
  const [images = 0, data = 0, used = 0] = lines.split("\n").map((kilobytes) => Number(kilobytes) * 1024);
  return { architecture, images, data, used };
}

/** What an image is, in bytes and by its processor; undefined where the host does not have it. */
export async function imageOn(docker: DockerRunner, image: string) {
  const { code, text } = await docker(["image", "inspect", "--format", "{{.Size}} {{.Architecture}} {{.Id}}", image]);
  if (code !== 0) return undefined;
  const [size = "0", architecture = "", id = ""] = text.trim().split(" ");
  return { bytes: Number(size), architecture, id };
}

/**
 * Why a host cannot take an update, each a sentence; none, where it can.
 *
 * @param pulled bytes of the image that is to be pulled, as far as the old one tells; 0 where it is there
 * @param data.needed bytes that the new release has to find free on the data volume
 * @param data.isRebuilt whether it makes its data anew beside the old
 */
export function lacks(
  { images, data, used }: Room,
  pulled: number,
  { needed: least, isRebuilt }: { readonly needed: number; readonly isRebuilt: boolean },
): string[] {
  const needed = least + (isRebuilt ? used : 0);
  return [
    ...(images < pulled * UNPACKING
      ? [
          `Docker has ${gib(images)} free for images, and the new one takes up to ${gib(pulled * UNPACKING)}: docker image prune`,
        ]
      : []),
    ...(data < needed
      ? [`the data volume has ${gib(data)} free, and the update needs ${gib(needed)}: make it larger`]
      : []),
  ];
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}

/**
 * Brings the image onto the host, and finds all that can be found wrong while the old node runs.
 *
 * @throws {OperatorError} with what is wrong; nothing is changed then
 */
export async function makeRoom(docker: DockerRunner, plan: UpdatePlan, around: Around): Promise<void> {
  const { to, oneWay, settings } = plan;
  const there = await imageOn(docker, to.image);
  const now = await imageOn(docker, around.image);
  const room = await roomOf(docker, around);
  const needed = dataBytesNeeded(settings, findRelease(to.release));
  const missing = lacks(room, there ? 0 : (now?.bytes ?? 0), { needed, isRebuilt: oneWay !== undefined });
  if (missing.length > 0)
    throw unchanged(["There is not enough room.", ...missing.map((line) => `  ${line}`)].join("\n"));
  if (!there) await pull(docker, to.image);
  const { architecture } = (await imageOn(docker, to.image)) ?? {};
  if (architecture !== room.architecture) {
    throw unchanged(
      `${to.image} is for ${architecture ?? "no known processor"}, and the host is ${room.architecture}.`,
    );
  }
}

async function pull(docker: DockerRunner, image: string): Promise<void> {
  const { code, text } = await docker(["pull", "--quiet", image]);
  if (code !== 0) throw unchanged(`${image} cannot be pulled: ${text.trim()}`);
}

function told({ code, text }: CommandResult): string {
  if (code !== 0) throw unchanged(`The host's Docker cannot be asked: ${text.trim()}`);
  return text.trim();
}

function unchanged(message: string): OperatorError {
  return new OperatorError(`${message}\nNothing was changed.`);
}
