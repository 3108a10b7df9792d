/** Ports, names and networks of each worker, so that test files that run in parallel share none. */

/** Number of this worker, and of the processes it starts: from 1 on. */
export const LANE = Number(process.env.VITEST_POOL_ID ?? 0);

/** Lanes are this far apart: a file has fewer ports. */
const PORTS = 100;

/** Returns the port of this lane for a port of the first lane. */
export const portHere = (port: number): number => port + PORTS * LANE;
