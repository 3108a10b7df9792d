/** The maximum age of an L1 server's last block. Data. */

/** Seconds. A server with an older block is out of sync, and a node does not start with it. Source: release 4.1.2. */
export const OLDEST_HEAD = 300;
