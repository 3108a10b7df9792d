import { dockerCli, type DockerCli } from "../../remote/docker";
import type { Whereabouts } from "./state";

/** A container, and how its host's Docker is reached. */
export interface NodeAtHand {
  readonly docker: readonly string[];
  readonly container: string;
  /** Its data volume. */
  readonly volume: string | undefined;
  readonly cli: DockerCli;
}

/** Undefined where there is none: the stack is not up, or its node is stopped. */
export function nodeOf({ docker, container, volume }: Whereabouts): NodeAtHand | undefined {
  return docker && container ? { docker, container, volume, cli: dockerCli(docker) } : undefined;
}
