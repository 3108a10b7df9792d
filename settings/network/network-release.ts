/** Which release goes with a network and its rollup, by what is known here and what the network recommends. Pure. */
import { publicNetwork, releaseOfRollup } from "./networks";
import { compareReleases, newestRelease } from "../releases/release";
import { newestWithin, stepKind } from "../releases/upgrade";

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

/** A release to go to for a rollup. */
export interface NextRelease {
  readonly release: string;
  readonly from: "known" | "recommended" | "proposed";
  /** Whether it is known to serve the rollup; else it is worth a try. */
  readonly isSure: boolean;
}

/**
 * Finds the release for a rollup. A recommendation may lag behind a move of the network, or run ahead of it: of a known
 * rollup it counts within the major release that serves it, of an unknown one from the release on that the vendor names.
 *
 * @param network     undefined where it is not known
 * @param address     of the rollup contract
 * @param recommended by the network's configuration
 * @returns undefined where nothing is known, as of a private network
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
