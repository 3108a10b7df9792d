/** How old the last block of an L1 server may be. Data. */

/** Seconds; a server with an older one is out of sync, and a node does not start on it. Source: release 4.1.2. */
export const OLDEST_HEAD = 300;
