/** Variables of the node that this program sets. Operators do not choose their values. */

/** Directory of the node's keys: a separate volume, because the root file system is read-only. */
export const KEYS_DIRECTORY = "/var/lib/keys";

/** The node's record of what it signed: a directory of its data. The only store that a node cannot rebuild. */
export const SIGNING_RECORD = "signing-protection";

/** Variable for the path of the keystore file in the container. */
export const KEYSTORE_FILE = "KEY_STORE_DIRECTORY";
/** Variable for the path of the p2p key's file in the container. */
export const P2P_KEY_FILE = "PEER_ID_PRIVATE_KEY_PATH";
/** Variable for the port of JSON-RPC inside the container. */
export const RPC_LISTEN_PORT = "AZTEC_PORT";
/** The variable for real proofs. It is false on a local network: they would need downloads from the internet. */
export const REAL_PROOFS = "PROVER_REAL_PROOFS";

/** Directory of the reference strings (CRS) of the proof system; the node downloads what is missing. */
export const CRS_PATH = "CRS_PATH";
/** Directory with a temporary directory for each proof that is verified or generated. */
export const BB_WORKING_DIRECTORY = "BB_WORKING_DIRECTORY";
/** Directory of the programs that are executed for proofs, up to 5.x. */
export const ACVM_WORKING_DIRECTORY = "ACVM_WORKING_DIRECTORY";
/** The same from 6.0 on. */
export const NOIR_EXECUTE_WORKING_DIRECTORY = "NOIR_EXECUTE_WORKING_DIRECTORY";
/** The home directory: the container's user has none in its image. */
export const HOME = "HOME";

/** Variables that operators cannot set in `extraEnv`: other settings determine them. */
export const RESERVED_VARIABLES: readonly string[] = [
  KEYSTORE_FILE,
  P2P_KEY_FILE,
  RPC_LISTEN_PORT,
  "WEB3_SIGNER_URL",
  "NETWORK",
  CRS_PATH,
  BB_WORKING_DIRECTORY,
  ACVM_WORKING_DIRECTORY,
  NOIR_EXECUTE_WORKING_DIRECTORY,
  HOME,
];

/**
 * Variables of the libraries in the node, which no release lists: Node itself, OpenTelemetry, gRPC, the AWS SDK, the prover's
 * thread pool, and the system's proxies, certificates and time zone.
 */
export const LIBRARY_VARIABLE =
  /^(OTEL_[A-Z0-9_]+|AWS_[A-Z0-9_]+|GRPC_[A-Z0-9_]+|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|NODE_DEBUG|NODE_NO_WARNINGS|UV_THREADPOOL_SIZE|(HTTP|HTTPS|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|RAYON_NUM_THREADS|RUST_LOG|RUST_BACKTRACE|OMP_NUM_THREADS|NO_COLOR|FORCE_COLOR|TZ)$/;

/** Those library variables whose value is a secret: `extraEnv` must then be encrypted. */
export const LIBRARY_SECRET = /^(?!.*_FILE$).*(SECRET|PASSWORD|TOKEN|HEADERS|API_KEY)/;

/** Variables that the node declares but does not use, each with an explanation. */
export const UNUSED_VARIABLES: Readonly<Record<string, string>> = {
  DEBUG: "no release reads it; set the levels of modules with `logLevel`",
  L1_PRIVATE_KEY: "it is only for deploying contracts; never put a validator's key there",
  PXE_PROVER_ENABLED: "only a PXE uses it, not a node",
};

const FIXED_BY_NETWORK = "determined by the network; use `extraEnv` on a custom network";

/** Variables of aztec-spartan.sh that a stack does not write, each with the reason. */
export const DROPPED_VARIABLES: Readonly<Record<string, string>> = {
  ...UNUSED_VARIABLES,
  PROVER_REAL_PROOFS: "determined by the network",
  ETHEREUM_SLOT_DURATION: FIXED_BY_NETWORK,
  AZTEC_SLOT_DURATION: FIXED_BY_NETWORK,
  AZTEC_EPOCH_DURATION: FIXED_BY_NETWORK,
  AZTEC_EPOCH_PROOF_CLAIM_WINDOW_IN_L2_SLOTS: `${FIXED_BY_NETWORK} with a release that reads it`,
};
