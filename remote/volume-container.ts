/**
 * A container that does one thing to a volume and is gone. Docker's command line, where the provider has no resource.
 * It has no network, a root that cannot be written, and no capability but those that are named.
 */
import { CONTAINER_USER } from "../settings/container-user";

/** Where the volume is in it. */
export const VOLUME = "/volume";

/** Says which volume a container works on. */
const LABEL = "aztec-validator.one-shot";

/** Who works on the volume. */
export interface ContainerUser {
  /** `uid:gid` */
  readonly user: string;
  readonly capabilities: readonly string[];
  /** Options of the mount: `readonly`. */
  readonly mount: readonly string[];
}

/** Root, since a new volume is root's, who can give files to the node's user and nothing else. */
const CHOWNER: ContainerUser = { user: "0:0", capabilities: ["CHOWN"], mount: [] };

/**
 * The node's user, who owns the files, and can do nothing but that. Without `volume-nocopy` Docker would give an empty
 * volume the owner of the image's directory, which is root: also where `--workdir` makes one there.
 */
export const NODE_USER: ContainerUser = { user: CONTAINER_USER, capabilities: [], mount: ["volume-nocopy"] };

/** The same worker, who cannot change anything. */
export const readOnly = (worker: ContainerUser): ContainerUser => ({ ...worker, mount: [...worker.mount, "readonly"] });

/** Root, who can see whatever is on the volume, and change nothing. */
export const READ_ALL: ContainerUser = { user: "0:0", capabilities: ["DAC_READ_SEARCH"], mount: ["readonly"] };

/**
 * Words for `docker` that list what is left of commands that were killed: containers that were made and never began.
 * Docker removes all others by itself; one of these would hold its volume for ever.
 */
export function orphansArgs(volume: string): string[] {
  return ["ps", "--all", "--quiet", "--filter", `label=${LABEL}=${volume}`, "--filter", "status=created"];
}

/** The containers in what Docker answers to that. */
export const idsIn = (text: string): string[] => text.match(/^[0-9a-f]{12,64}$/gm) ?? [];

/**
 * @param volume  that it works on
 * @param image   an image that is on the host
 * @param program of that image
 * @param words   the program's, which everyone on the host may read
 * @returns words for `docker`
 */
export function volumeContainerArgs(
  volume: string,
  image: string,
  program: string,
  words: readonly string[],
  { user, capabilities, mount }: ContainerUser = CHOWNER,
): string[] {
  const allowed = capabilities.map((one) => `--cap-add=${one}`);
  const confinement = ["--network=none", `--user=${user}`, "--cap-drop=ALL", ...allowed, "--read-only"];
  const mounted = `--mount=${["type=volume", `source=${volume}`, `target=${VOLUME}`, ...mount].join(",")}`;
  return [
    "run",
    "--rm",
    "-i",
    `--label=${LABEL}=${volume}`,
    ...confinement,
    mounted,
    `--entrypoint=${program}`,
    image,
    ...words,
  ];
}
