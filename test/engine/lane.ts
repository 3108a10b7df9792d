/** What test files that run side by side do not share: each worker has ports and names of its own. */

/** Of this worker: from 0 on. The cloud tests, which run beside the engine's, are told theirs by the configuration. */
export const LANE = Number(process.env.AZTEC_VALIDATOR_TEST_LANE ?? process.env.VITEST_POOL_ID ?? 0);

/** Lanes are this far apart: a file has fewer ports. */
const PORTS = 100;

/** A port of this lane, for one of the first. */
export const portHere = (port: number): number => port + PORTS * LANE;
