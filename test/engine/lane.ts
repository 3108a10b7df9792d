/** What test files that run side by side do not share: each worker has ports, names and networks of its own. */

/** Of this worker, and of what it starts: from 1 on. */
export const LANE = Number(process.env.VITEST_POOL_ID ?? 0);

/** Lanes are this far apart: a file has fewer ports. */
const PORTS = 100;

/** A port of this lane, for one of the first. */
export const portHere = (port: number): number => port + PORTS * LANE;
