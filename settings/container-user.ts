/** The user every container runs as: nobody on the host. */
export const CONTAINER_USER = "10001:10001";
