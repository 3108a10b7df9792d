/** The user every container runs as: nobody on the host. */
export const CONTAINER_USER = "10001:10001";

/**
 * Lists the options of a container that `docker run` starts beside a node: it writes to no file and has no rights.
 *
 * @param user `uid:gid`
 */
export function unprivilegedOptions(user: string = CONTAINER_USER): string[] {
  return ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", `--user=${user}`];
}
