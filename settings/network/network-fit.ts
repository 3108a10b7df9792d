/** Whether a node or an image fits the rollup that its network runs. Pure. */
import { publicNetwork } from "./networks";

/** The rollup that a network runs, as its registry and the rollup itself say. */
export interface CanonicalRollup {
  /** With the capitals of EIP-55. */
  readonly address: string;
  readonly version: number;
  /** Root of the archive before the first block; undefined if the rollup does not return it. */
  readonly genesisArchiveRoot?: string | undefined;
}

/** The rollup that a node or an image serves, as far as it is known. */
export interface Serves {
  /** `rollupVersion` of a node's getNodeInfo. */
  readonly rollupVersion?: number | undefined;
  /** `l1ContractAddresses.rollupAddress` of a node's getNodeInfo. */
  readonly rollupAddress?: string | undefined;
  /** `genesisArchiveRoot` of an image's `compute-genesis-values`. */
  readonly genesisArchiveRoot?: string | undefined;
}

export type Fit =
  | { readonly fit: "fits" }
  | {
      readonly fit: "other rollup";
      readonly canonical: CanonicalRollup;
      readonly serves: Serves;
    }
  | { readonly fit: "unknown" };

/**
 * Compares what a node or an image serves with what the network runs. One difference is enough for `other rollup`;
 * with nothing to compare the answer is `unknown`, and nothing is stopped for that.
 *
 * @param canonical undefined if the query of the network failed
 */
export function networkFit(canonical: CanonicalRollup | undefined, serves: Serves): Fit {
  if (!canonical) return { fit: "unknown" };
  const compared = [
    isSame(serves.rollupAddress, canonical.address),
    isSame(serves.rollupVersion, canonical.version),
    isSame(serves.genesisArchiveRoot, canonical.genesisArchiveRoot),
  ];
  if (compared.includes(false)) return { fit: "other rollup", canonical, serves };
  return { fit: compared.includes(true) ? "fits" : "unknown" };
}

function isSame(a: string | number | undefined, b: string | number | undefined): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  return String(a).toLowerCase() === String(b).toLowerCase();
}

/** Describes a rollup in a message. */
export function describeRollup({ address, version }: Pick<CanonicalRollup, "address" | "version">): string {
  return `rollup ${address} (version ${version})`;
}

/**
 * Compares a release with a public network without its image, by the list of rollups. Releases that are not in the list
 * are `unknown`.
 *
 * @param network name of the network
 */
export function fitOfRelease(network: string, canonical: CanonicalRollup, release: string): Fit {
  const rollups = publicNetwork(network)?.rollups ?? [];
  const served = rollups.filter((rollup) => rollup.release === release || rollup.since === release);
  const [other] = served;
  if (!other) return { fit: "unknown" };
  if (served.some(({ address }) => isSame(address, canonical.address))) return { fit: "fits" };
  const serves = { rollupAddress: other.address, rollupVersion: other.version };
  return { fit: "other rollup", canonical, serves };
}
