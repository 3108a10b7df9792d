import * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { Hook } from "../resources/hooks";
import { PROCESS_LIMIT } from "../settings/container-user";
import type { Host } from "./host";

/** Limit for the command, in milliseconds. */
const TIMEOUT = 60_000;

/**
 * Returns a hook that limits the processes of a new container, so that one that forks without end does not take the host.
 * Docker's provider has no such option, and a changed option would replace every running node. So a container that exists
 * gets its limit when it is replaced anyway, as by an update.
 */
export function limitProcesses(container: string, host: Host): Hook {
  return Hook.of(`limit-processes-${container}`, { docker: host.docker }, async ({ docker }) => {
    const args = ["update", `--pids-limit=${PROCESS_LIMIT}`, container];
    const { code, text } = await dockerRunner(docker, TIMEOUT)(args);
    if (code !== 0) await pulumi.log.warn(`The processes of ${container} cannot be limited: ${text.trim()}`);
  });
}
