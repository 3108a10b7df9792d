/** The user of every container. It does not exist on the host. */
export const CONTAINER_USER = "10001:10001";

/** Processes and threads that a container may have. A node has some hundred, and a prover a multiple of its processors. */
export const PROCESS_LIMIT = 8192;
/** The option of `docker run` for the limit. */
export const PROCESSES = `--pids-limit=${PROCESS_LIMIT}`;

/**
 * Returns the `docker run` options of a container beside the node: read-only and without privileges.
 *
 * @param user `uid:gid`
 */
export function unprivilegedOptions(user: string = CONTAINER_USER): string[] {
  return ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", PROCESSES, `--user=${user}`];
}
