import { dockerRunner, type DockerRunner } from "../../remote/docker";
import type { NodeLocation } from "./state";

/** A node's container, and the command that reaches its host's Docker. */
export interface RunningNode {
  readonly docker: readonly string[];
  readonly container: string;
  /** Its data volume. */
  readonly volume: string | undefined;
  readonly cli: DockerRunner;
}

/** Returns undefined if the stack is not up, or its node is stopped. */
export function nodeOf({ docker, container, volume }: NodeLocation): RunningNode | undefined {
  return docker && container ? { docker, container, volume, cli: dockerRunner(docker) } : undefined;
}
