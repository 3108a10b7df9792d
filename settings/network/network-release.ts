/** Selects the release for a network and its rollup, from the list of networks and the network's recommendation. Pure. */
import { publicNetwork, releaseOfRollup } from "./networks";
import { compareReleases, newestRelease } from "../releases/release";
import { newestWithin, stepKind } from "../releases/upgrade";

/**
 * Returns the release to propose for a network. For a public one it is the newest release of the major version that the
 * vendor names for its operators, which may be newer than releases.json. For others it is the newest known release.
 *
 * @param network undefined if it is not known yet
 */
export function proposedRelease(network: string | undefined): string {
  const named = network === undefined ? undefined : publicNetwork(network)?.namedRelease;
  return named === undefined ? newestRelease() : newestWithin(named, "major");
}

/**
 * Returns the first release that serves the newest known rollup of a public network; older ones are in standby. This is
 * the limit where the L1 cannot be queried for the present rollup.
 */
export function oldestReleaseFor(network: string): string | undefined {
  return publicNetwork(network)?.rollups.at(-1)?.since;
}

/** A release to go to for a rollup. */
export interface NextRelease {
  readonly release: string;
  readonly from: "known" | "recommended" | "proposed";
  /** Whether it is known to serve the rollup. */
  readonly isSure: boolean;
}

/**
 * Finds the release for a rollup. A recommendation may be older or newer than the rollup: for a known rollup it counts
 * within the major release that serves it, for an unknown one only if it is not older than the release that the vendor
 * names.
 *
 * @param network     undefined if it is not known
 * @param address     of the rollup contract
 * @param recommended by the network config
 * @returns undefined if nothing is known, as for a private network
 */
export function releaseForRollup(
  network: string | undefined,
  address: string,
  recommended: string | undefined,
): NextRelease | undefined {
  const serves = releaseOfRollup(address, network);
  if (serves !== undefined) {
    const isNear = recommended !== undefined && !["major", "downgrade"].includes(stepKind(serves, recommended));
    return {
      ...(isNear ? { release: recommended, from: "recommended" } : { release: serves, from: "known" }),
      isSure: true,
    };
  }
  const named = network === undefined ? undefined : publicNetwork(network)?.namedRelease;
  if (named === undefined) return undefined;
  return recommended !== undefined && compareReleases(recommended, named) >= 0
    ? { release: recommended, from: "recommended", isSure: false }
    : { release: proposedRelease(network), from: "proposed", isSure: false };
}
