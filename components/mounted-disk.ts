import { runCommand } from "../remote/command";
import { hostCommand } from "../remote/ssh";
import { diskProblem, lookAtDisk, readMounts } from "../resources/host-ready/circumstances";
import { Hook } from "../resources/hooks";
import type { Host } from "./host";

/** Limit for the command, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Returns a hook that refuses a directory whose disk is not mounted. Docker would use the empty directory below it, and a
 * node without its record of signatures could sign twice.
 *
 * @param container the node's
 * @param directory of the host, for the data
 */
export function refuseUnmountedDisk(container: string, directory: string, host: Host): Hook {
  return Hook.of(`refuse-unmounted-disk-${container}`, { docker: host.docker }, async ({ docker }) => {
    const command = hostCommand(docker, lookAtDisk(directory));
    if (!command) return;
    const { code, text } = await runCommand(command, TIMEOUT);
    // A failed look is not a reason to stop: Docker reports a directory that is missing.
    const problem = code === 0 ? diskProblem(directory, readMounts(text)) : undefined;
    if (problem) throw new Error(`No node was started: ${problem.message}. To fix it, ${problem.remedy}`);
  });
}
