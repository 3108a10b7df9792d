/** Ports, names and networks of each worker, so that test files that run in parallel share none. */

/**
 * Number of this worker, and of the processes it starts: from 1 on. `TEST_LANES_FROM` moves all of a run's lanes, so that
 * it can go on beside another run.
 */
export const LANE = Number(process.env.TEST_LANES_FROM ?? 0) + Number(process.env.VITEST_POOL_ID ?? 0);

/** Lanes are this far apart: a file has fewer ports. */
const PORTS = 100;

/**
 * Returns the port of this lane for a port of the first lane. All are below 32768: Linux gives higher ones to outgoing
 * connections, and none can be bound while such a connection is open, or for a minute after it was closed.
 */
export const portHere = (port: number): number => port + PORTS * LANE;
