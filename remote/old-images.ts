/** Finds a host's images of earlier releases that nothing uses: six updates fill a disk of 40 GB. */
import { z } from "zod";
import { imageForRelease, releaseOfTag } from "../settings/releases/vendor-images";
import { compareReleases } from "../settings/releases/release";
import type { DockerRunner } from "./docker";
import { STACK_LABEL } from "../settings/stack-name";
import { lastLine } from "./log-text";

/** Images of earlier releases. */
interface OldImages {
  /** References that no container uses, oldest release first. */
  readonly images: readonly string[];
  /** Stacks without a container, which may use one of them. */
  readonly stoppedStacks: readonly string[];
}

/** Images, containers and volumes of a host, as Docker lists them. */
export interface HostImages {
  /** References with their ids. */
  readonly images: readonly { readonly reference: string; readonly id: string }[];
  readonly containers: readonly { readonly image: string; readonly volumes: readonly string[] }[];
  /** Volumes of stacks. */
  readonly volumes: readonly { readonly name: string; readonly stack: string }[];
}

/**
 * Selects the images of earlier releases that can go. Pure.
 *
 * @param current id of the image that the node runs
 * @param kept    releases to keep besides; undefined keeps the newest of the earlier ones
 */
export function oldImages(host: HostImages, current: string, kept?: readonly string[]): OldImages {
  const own = host.images.filter(({ id }) => id === current);
  const used = new Set(host.containers.map(({ image }) => image));
  const earlier = host.images
    .filter(({ reference }) => own.some((one) => isEarlier(reference, one.reference)))
    .sort((a, b) => compareReleases(releaseOf(a.reference), releaseOf(b.reference)));
  const last = earlier.at(-1);
  const keep = kept ?? (last ? [releaseOf(last.reference)] : []);
  const images = earlier.filter(({ id, reference }) => !used.has(id) && !keep.includes(releaseOf(reference)));
  const mounted = new Set(host.containers.flatMap(({ volumes }) => volumes));
  const stopped = host.volumes.filter(({ name }) => !mounted.has(name)).map(({ stack }) => stack);
  const running = new Set(host.volumes.filter(({ name }) => mounted.has(name)).map(({ stack }) => stack));
  return {
    images: images.map(({ reference }) => reference),
    stoppedStacks: [...new Set(stopped)].filter((stack) => !running.has(stack)),
  };
}

/** Returns whether a reference is the same image of an earlier release. */
function isEarlier(reference: string, current: string): boolean {
  const [release, now] = [releaseOfTag(reference), releaseOfTag(current)];
  if (release === undefined || now === undefined || compareReleases(release, now) >= 0) return false;
  return imageForRelease(current, release) === reference;
}

function releaseOf(reference: string): string {
  return releaseOfTag(reference) ?? "";
}

const imageSchema = z.object({ Repository: z.string(), Tag: z.string(), ID: z.string() });
const containerSchema = z.object({
  Image: z.string(),
  Mounts: z.array(z.object({ Name: z.string().optional() })).nullish(),
});

/** Not all of a container: its environment may have secrets. */
const CONTAINER = '{"Image":{{json .Image}},"Mounts":{{json .Mounts}}}';

/** Finds them on a host. @param container of the node @returns undefined if Docker does not answer, or there is no node */
export async function findOldImages(
  docker: DockerRunner,
  container: string,
  kept?: readonly string[],
): Promise<OldImages | undefined> {
  const lines = async (...args: string[]) => {
    const { code, text } = await docker(args);
    return code === 0 ? text.split("\n").filter((line) => line !== "") : undefined;
  };
  const [current] = (await lines("container", "inspect", "--format", "{{.Image}}", container)) ?? [];
  const images = await lines("image", "ls", "--no-trunc", "--format", "{{json .}}");
  const ids = await lines("container", "ls", "--all", "--quiet", "--no-trunc");
  const format = `{{.Name}}\t{{.Label "${STACK_LABEL}"}}`;
  const volumes = await lines("volume", "ls", "--filter", `label=${STACK_LABEL}`, "--format", format);
  if (current === undefined || !images || !ids || !volumes) return undefined;
  // A container can end in between: then nothing is known for certain.
  const containers = await lines("container", "inspect", "--format", CONTAINER, ...ids);
  if (!containers) return undefined;
  const host: HostImages = {
    images: images.map((line) => imageOf(JSON.parse(line))),
    containers: containers.map((line) => containerOf(JSON.parse(line))),
    volumes: volumes.map((line) => {
      const [name = "", stack = ""] = line.split("\t");
      return { name, stack };
    }),
  };
  return oldImages(host, current, kept);
}

function imageOf(value: unknown) {
  const { Repository, Tag, ID } = imageSchema.parse(value);
  return { reference: `${Repository}:${Tag}`, id: ID };
}

function containerOf(value: unknown) {
  const { Image, Mounts } = containerSchema.parse(value);
  return { image: Image, volumes: (Mounts ?? []).flatMap(({ Name }) => (Name ? [Name] : [])) };
}

/** Returns the command that removes images on their host. Without force, Docker refuses to remove one in use. */
export function removalCommand({ images }: Pick<OldImages, "images">): string {
  return `docker image rm ${images.join(" ")}`;
}

/**
 * Removes a host's images of earlier releases but the last one. It never throws: the node is ready.
 *
 * @param log prints what was removed, or the command if a stopped stack may use one of them
 */
export async function removeOldImages(
  docker: DockerRunner,
  container: string,
  kept: readonly string[] | undefined,
  log: (line: string) => void,
): Promise<void> {
  const old = await findOldImages(docker, container, kept).catch(() => undefined);
  if (!old || old.images.length === 0) return;
  if (old.stoppedStacks.length > 0) {
    const stacks = old.stoppedStacks.join(", ");
    log(
      `Images of earlier releases fill the disk. If ${stacks}, which has no container now, needs none: ${removalCommand(old)}`,
    );
    return;
  }
  const { code, text } = await docker(["image", "rm", ...old.images]);
  if (code === 0) log(`Removed the images of earlier releases: ${old.images.join(", ")}`);
  else log(`Images of earlier releases could not be removed: ${lastLine(text)}`);
}
