/** Which release goes with a network, where the network itself cannot be asked. Pure. */
import { publicNetwork } from "./networks";
import { newestRelease } from "./release";
import { newestWithin } from "./upgrade";

/**
 * Returns the release to propose for a network: of a public one the newest known release of the line that its operators
 * are told to run, which may be newer than the newest known release of all; else the newest known one.
 *
 * @param network undefined where it is not known yet
 */
export function proposedRelease(network: string | undefined): string {
  const named = network === undefined ? undefined : publicNetwork(network)?.namedRelease;
  return named === undefined ? newestRelease() : newestWithin(named, "major");
}

/**
 * Returns the first release that serves the newest known rollup of a public network; older ones only stand by. Which
 * rollup a network runs now is asked on its L1: this bound is for where that cannot be asked.
 */
export function oldestReleaseFor(network: string): string | undefined {
  return publicNetwork(network)?.rollups.at(-1)?.since;
}
