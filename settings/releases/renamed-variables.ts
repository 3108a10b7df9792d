/** Renamed and removed variables of the node that have no setting. Pure. */
import type { Release } from "./release";

export interface Rename {
  readonly from: string;
  readonly to: string;
  /** The first release that reads the new name; none reads both. */
  readonly since: string;
  /** What else changed with the name: a sentence. */
  readonly remark?: string;
}

/**
 * Sources: the changelog of 6.0.0 for operators (aztec-node at 03852a33, "no fallback to the old names"); for 5.0.0
 * a maintainer's comment on AztecProtocol/aztec-packages pull request 24219; before, the declared names of 0.82.3,
 * 0.84.0, 0.85.0 and 0.86.0, where the plural accepts a list.
 */
export const RENAMES: readonly Rename[] = [
  {
    from: "ACVM_BINARY_PATH",
    to: "NOIR_EXECUTE_BINARY_PATH",
    since: "6.0.0",
    remark: "6.0.0 runs noir-execute instead of acvm: set a path in the new image",
  },
  { from: "ACVM_WORKING_DIRECTORY", to: "NOIR_EXECUTE_WORKING_DIRECTORY", since: "6.0.0" },
  {
    from: "SENTINEL_HISTORIC_PROVEN_PERFORMANCE_LENGTH_IN_EPOCHS",
    to: "SENTINEL_HISTORIC_EPOCH_PERFORMANCE_LENGTH_IN_EPOCHS",
    since: "5.0.0",
  },
  { from: "PROVER_COORDINATION_NODE_URL", to: "PROVER_COORDINATION_NODE_URLS", since: "0.86.0" },
  { from: "L1_CONSENSUS_HOST_API_KEY", to: "L1_CONSENSUS_HOST_API_KEYS", since: "0.84.0" },
  { from: "L1_CONSENSUS_HOST_API_KEY_HEADER", to: "L1_CONSENSUS_HOST_API_KEY_HEADERS", since: "0.84.0" },
];

/** Reasons why releases no longer read a variable, for those that operators set. Sources: as above, and releases.json. */
const REMOVED: Readonly<Record<string, string>> = {
  AUTO_UPDATE: "since 4.1 a node does not update itself; aztec-validator update does it",
  AUTO_UPDATE_URL: "since 4.1 a node does not update itself; aztec-validator update does it",
  AZTEC_INBOX_LAG: "it described the L1 contracts of networks up to 5.x; remove it",
  BLOB_SINK_URL: "since 4.0 a node reads blobs from l1ConsensusHosts and from BLOB_FILE_STORE_URLS",
};

/** Finds the rename of a variable for a release that reads only the new name. */
export function renameFor(name: string, release: Pick<Release, "reads">): Rename | undefined {
  return RENAMES.find(({ from, to }) => from === name && !release.reads(from) && release.reads(to));
}

/** Finds the renames among variables, see `renameFor`. */
export function renamesIn(names: readonly string[], release: Pick<Release, "reads">): Rename[] {
  return names.flatMap((name) => renameFor(name, release) ?? []);
}

/** Returns the name under which a release reads a variable. It differs only after a rename. */
export function nameFor(name: string, release: Pick<Release, "reads">): string {
  return renameFor(name, release)?.to ?? name;
}

/** Explains why a release does not read a variable: it reads an older name, or the variable was removed. */
export function whyUnread(name: string, release: Pick<Release, "reads">): string | undefined {
  const older = RENAMES.find(({ from, to }) => to === name && release.reads(from));
  return older ? `this release reads ${older.from} instead` : REMOVED[name];
}
