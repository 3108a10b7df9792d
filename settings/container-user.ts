/** The user of every container. It does not exist on the host. */
export const CONTAINER_USER = "10001:10001";

/**
 * Returns the `docker run` options of a container beside the node: read-only and without privileges.
 *
 * @param user `uid:gid`
 */
export function unprivilegedOptions(user: string = CONTAINER_USER): string[] {
  return ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", `--user=${user}`];
}
