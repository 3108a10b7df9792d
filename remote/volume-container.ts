/**
 * Runs a helper container on a volume, for what Docker's provider has no resource for. The container has no network, a
 * read-only root and only the named capabilities, and Docker removes it when it exits.
 */
import { CONTAINER_USER, PROCESSES } from "../settings/container-user";
import type { CommandResult } from "./command";
import { type RunningCommand, dockerOutput, type DockerRunner, dockerRunner, streamDocker } from "./docker";

/** Mount point of the volume in the container. */
export const VOLUME = "/volume";

/** Label with the name of the volume. */
const LABEL = "aztec-validator.one-shot";

/** User of a helper container. */
export interface ContainerUser {
  /** `uid:gid` */
  readonly user: string;
  readonly capabilities: readonly string[];
  /** Options of the mount, such as `readonly`. */
  readonly mount: readonly string[];
}

/** Root with the right to change owners and nothing else: a new volume belongs to root. */
const CHOWNER: ContainerUser = { user: "0:0", capabilities: ["CHOWN"], mount: [] };

/**
 * The node's user, who owns the files, without any capability. Without `volume-nocopy` Docker would give an empty volume
 * the owner of the image's directory, which is root, even if `--workdir` created that directory.
 */
export const NODE_USER: ContainerUser = { user: CONTAINER_USER, capabilities: [], mount: ["volume-nocopy"] };

/** Returns the same user with a read-only mount. */
export const readOnly = (user: ContainerUser): ContainerUser => ({ ...user, mount: [...user.mount, "readonly"] });

/** Root with the right to read every file, and no right to change one. */
export const READ_ALL: ContainerUser = { user: "0:0", capabilities: ["DAC_READ_SEARCH"], mount: ["readonly"] };

/** A command to run on a volume. */
export interface VolumeTask {
  readonly volume: string;
  /** An image that is on the host. */
  readonly image: string;
  /** A program of the image. */
  readonly program: string;
  /** Its arguments, which every user of the host can read. */
  readonly args: readonly string[];
  /** @default root with the right to change owners */
  readonly user?: ContainerUser;
}

/** Runs a task, with `input` on its standard input, after {@link removeStaleContainers}. */
export async function runVolumeContainer(
  docker: DockerRunner,
  task: VolumeTask,
  input?: string,
): Promise<CommandResult> {
  await removeStaleContainers(docker, task.volume);
  return docker(volumeContainerArgs(task), input);
}

/**
 * Runs a task and returns its standard output, trimmed: data, without the warnings that SSH and Docker print to standard
 * error.
 *
 * @param timeout in milliseconds
 * @throws with its standard error, if it fails
 */
export async function volumeContainerOutput(
  command: readonly string[],
  task: VolumeTask,
  timeout: number,
): Promise<string> {
  await removeStaleContainers(dockerRunner(command), task.volume);
  return dockerOutput(command, volumeContainerArgs(task), timeout);
}

/** Starts a task whose input and output are streams, after {@link removeStaleContainers}. */
export async function streamVolumeContainer(command: readonly string[], task: VolumeTask): Promise<RunningCommand> {
  await removeStaleContainers(dockerRunner(command), task.volume);
  return streamDocker(command, volumeContainerArgs(task));
}

/**
 * Removes helper containers that were created but never started, because their command was killed. `--rm` removes all
 * others; these would keep the volume in use.
 */
export async function removeStaleContainers(docker: DockerRunner, volume: string): Promise<void> {
  const filters = ["--filter", `label=${LABEL}=${volume}`, "--filter", "status=created"];
  const { text } = await docker(["ps", "--all", "--quiet", ...filters]);
  const ids = text.match(/^[0-9a-f]{12,64}$/gm) ?? [];
  if (ids.length > 0) await docker(["rm", ...ids]);
}

/** Returns the arguments of `docker` that run a task. */
export function volumeContainerArgs({ volume, image, program, args, user = CHOWNER }: VolumeTask): string[] {
  const capabilities = user.capabilities.map((name) => `--cap-add=${name}`);
  const mount = ["type=volume", `source=${volume}`, `target=${VOLUME}`, ...user.mount].join(",");
  return [
    "run",
    "--rm",
    "-i",
    `--label=${LABEL}=${volume}`,
    "--network=none",
    `--user=${user.user}`,
    "--cap-drop=ALL",
    ...capabilities,
    "--read-only",
    PROCESSES,
    `--mount=${mount}`,
    `--entrypoint=${program}`,
    image,
    ...args,
  ];
}
