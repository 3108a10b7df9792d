/** Decides whether a stack's node serves the rollup that its network runs. Pure. */
import type { NetworkAnswer } from "../../../remote/query-network";
import { type CanonicalRollup, fitOfRelease, networkFit } from "../../../settings/network/network-fit";
import { releaseForRollup } from "../../../settings/network/network-release";
import { compareReleases, isRelease } from "../../../settings/releases/release";
import type { StackInfo } from "../stack-info";

/** The part of an observation that concerns the node's network. */
export interface NetworkView {
  readonly stackInfo: StackInfo;
  /** Undefined if the network was not queried: a development network, or a role without an L1. */
  readonly network: NetworkAnswer | undefined;
  /** Whether the node is in standby, without JSON-RPC: its release does not serve the network's contracts. */
  readonly isStandby: boolean;
}

export interface Judgement {
  readonly fit: "fits" | "other rollup" | "unknown";
  readonly rollup: CanonicalRollup | undefined;
  /** The release that the node reports, otherwise that of the settings. */
  readonly runs: string | undefined;
  /** Version of the rollup that the node reports to serve. */
  readonly served: number | undefined;
  /** The release to update to, if it is known. */
  readonly release: string | undefined;
}

/** Judges by the node's answer, otherwise by standby, otherwise by the table of releases. */
export function judge({ stackInfo, network, isStandby }: NetworkView): Judgement {
  const { rollup, node } = network ?? {};
  const served = node?.rollupVersion;
  const { fit } = networkFit(rollup, {
    rollupVersion: served,
    rollupAddress: node?.l1ContractAddresses?.rollupAddress,
    genesisArchiveRoot: network?.imageGenesisRoot,
  });
  const runs = releaseOf(stackInfo, network);
  const release = rollup ? nextRelease(rollup.address, { stackInfo, network }) : undefined;
  const all = { rollup, runs, served, release };
  // Standby covers more than the archive's root: the circuits can differ too.
  if (rollup && isStandby && !node) return { ...all, fit: "other rollup" };
  return { ...all, fit: rollup && fit === "unknown" ? byRelease(rollup, stackInfo, runs) : fit };
}

/** Returns the release that a node runs or will run. */
export function releaseOf({ settings }: StackInfo, network: NetworkAnswer | undefined): string | undefined {
  const reported = network?.node?.nodeVersion ?? "";
  // A nightly release reports an empty version.
  return isRelease(reported) ? reported : settings?.release;
}

/** Finds the release to update to for a rollup; an uncertain one must be newer than the running release. */
export function nextRelease(
  rollup: string,
  { stackInfo, network }: Omit<NetworkView, "isStandby">,
): string | undefined {
  const runs = releaseOf(stackInfo, network);
  const next = releaseForRollup(stackInfo.settings?.network, rollup, network?.config?.nodeVersion);
  if (next === undefined || next.isSure) return next?.release;
  return runs !== undefined && compareReleases(next.release, runs) > 0 ? next.release : undefined;
}

function byRelease(rollup: CanonicalRollup, { settings }: StackInfo, runs: string | undefined): Judgement["fit"] {
  return settings && runs !== undefined ? fitOfRelease(settings.network, rollup, runs).fit : "unknown";
}
