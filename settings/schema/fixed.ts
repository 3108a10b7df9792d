/** Variables of the node that this program writes by itself: nobody has to choose their values. */

/** Where the node finds its keys: a volume of its own, since a read-only root takes no files. */
export const KEYS_DIRECTORY = "/var/lib/keys";

/** A path of the container to the keystore file. */
export const KEYSTORE_FILE = "KEY_STORE_DIRECTORY";
/** A path of the container to the p2p key's file. */
export const P2P_KEY_FILE = "PEER_ID_PRIVATE_KEY_PATH";
/** Where JSON-RPC listens inside the container. */
export const RPC_LISTEN_PORT = "AZTEC_PORT";
/** Whether proofs are made in earnest: not on a chain of one's own, where they would need files of the internet. */
export const REAL_PROOFS = "PROVER_REAL_PROOFS";

/** Directory of the reference strings (CRS) of the proof system; the node downloads what is missing. */
export const CRS_PATH = "CRS_PATH";
/** Directory in which each proof that is verified or made has a directory of its own. */
export const BB_WORKING_DIRECTORY = "BB_WORKING_DIRECTORY";
/** Directory of the programs that are executed for proofs, up to 5.x. */
export const ACVM_WORKING_DIRECTORY = "ACVM_WORKING_DIRECTORY";
/** The same from 6.0 on. */
export const NOIR_EXECUTE_WORKING_DIRECTORY = "NOIR_EXECUTE_WORKING_DIRECTORY";
/** The home directory: the container's user has none in its image. */
export const HOME = "HOME";

/** Not to be set by the operator: some follow from settings, and the others are in them by another name. */
export const RESERVED_VARIABLES: readonly string[] = [
  KEYSTORE_FILE,
  P2P_KEY_FILE,
  RPC_LISTEN_PORT,
  "P2P_BROADCAST_PORT",
  "WEB3_SIGNER_URL",
  "NETWORK",
  CRS_PATH,
  BB_WORKING_DIRECTORY,
  ACVM_WORKING_DIRECTORY,
  NOIR_EXECUTE_WORKING_DIRECTORY,
  HOME,
];

/** Declared by the node, and of no effect on it. */
export const UNUSED_VARIABLES: Readonly<Record<string, string>> = {
  DEBUG: "read by no release; `logLevel` takes modules",
  L1_PRIVATE_KEY: "only for deploying contracts; a validator's key does not belong there",
  PXE_PROVER_ENABLED: "not for a node",
};

/** What the seed's tool wrote and a stack does not: each with the reason. */
export const DROPPED_VARIABLES: Readonly<Record<string, string>> = {
  ...UNUSED_VARIABLES,
  PROVER_REAL_PROOFS: "follows from the network",
  ETHEREUM_SLOT_DURATION: "the network's own; `extraEnv` on a custom network",
  AZTEC_SLOT_DURATION: "the network's own; `extraEnv` on a custom network",
  AZTEC_EPOCH_DURATION: "the network's own; `extraEnv` on a custom network",
  AZTEC_EPOCH_PROOF_CLAIM_WINDOW_IN_L2_SLOTS: "the network's own; `extraEnv` on a custom network of that time",
};
