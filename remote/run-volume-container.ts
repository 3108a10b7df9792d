import { cutOff, idsIn, oneShot, type Worker } from "./volume-container";
import type { DockerCli } from "./docker";
import type { Result } from "./command";

/** What is done to a volume: a program of an image, and its words, which everyone on the host may read. */
export interface Shot {
  readonly volume: string;
  readonly image: string;
  readonly program: string;
  readonly words: readonly string[];
  /** Unsaid, root, who can give files away. */
  readonly worker?: Worker;
}

/** Runs a container that does one thing to a volume; before it, what killed commands have left there is removed. */
export async function runOneShot(docker: DockerCli, shot: Shot, input?: string): Promise<Result> {
  const { volume, image, program, words, worker } = shot;
  const left = idsIn((await docker(cutOff(volume))).text);
  if (left.length > 0) await docker(["rm", ...left]);
  return docker(oneShot(volume, image, program, words, worker), input);
}
