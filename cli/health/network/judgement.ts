/** Whether a stack's node fits the rollup that its network runs, from all that is known. Pure. */
import type { NetworkAnswer } from "../../../remote/ask-network";
import { type CanonicalRollup, fitOfRelease, networkFit } from "../../../settings/network/network-fit";
import { releaseForRollup } from "../../../settings/network/network-release";
import { compareReleases, isRelease } from "../../../settings/releases/release";
import type { StackInfo } from "../stack-info";

/** What `status` and `doctor` know of a node and its network. */
export interface NetworkView {
  readonly stackInfo: StackInfo;
  /** Undefined where the network was not asked: a development network, a role without an L1. */
  readonly network: NetworkAnswer | undefined;
  /** Whether the node runs, and has no JSON-RPC: its release does not fit the network's contracts. */
  readonly isStandby: boolean;
}

export interface Judgement {
  readonly fit: "fits" | "other rollup" | "unknown";
  readonly rollup: CanonicalRollup | undefined;
  /** The release that the node reports, else the one of the settings. */
  readonly runs: string | undefined;
  /** Version of the rollup that the node serves, as it reports. */
  readonly served: number | undefined;
  /** The release to go to, as far as it is known. */
  readonly release: string | undefined;
}

/** Judges by the node's own answer; without one by standby, and then by what is known of releases. */
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
  // It stands by for more than the archive's root: its circuits may differ too.
  if (rollup && isStandby && !node) return { ...all, fit: "other rollup" };
  return { ...all, fit: rollup && fit === "unknown" ? byRelease(rollup, stackInfo, runs) : fit };
}

/** Returns the release that a node runs, or is to run. */
export function releaseOf({ settings }: StackInfo, network: NetworkAnswer | undefined): string | undefined {
  const reported = network?.node?.nodeVersion ?? "";
  // A nightly release reports an empty text.
  return isRelease(reported) ? reported : settings?.release;
}

/** Finds the release to go to for a rollup; one that is not known to serve it has to be newer than what runs. */
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
