import { orphansArgs, idsIn, volumeContainerArgs, type ContainerUser } from "./volume-container";
import type { DockerRunner } from "./docker";
import type { CommandResult } from "./command";

/** What is done to a volume: a program of an image, and its words, which everyone on the host may read. */
export interface VolumeTask {
  readonly volume: string;
  readonly image: string;
  readonly program: string;
  readonly words: readonly string[];
  /** Unsaid, root, who can give files away. */
  readonly worker?: ContainerUser;
}

/** Runs a container that does one thing to a volume; before it, what killed commands have left there is removed. */
export async function runVolumeContainer(
  docker: DockerRunner,
  shot: VolumeTask,
  input?: string,
): Promise<CommandResult> {
  const { volume, image, program, words, worker } = shot;
  const left = idsIn((await docker(orphansArgs(volume))).text);
  if (left.length > 0) await docker(["rm", ...left]);
  return docker(volumeContainerArgs(volume, image, program, words, worker), input);
}
