/**
 * Variables of the node that undo what a setting or this program does, and harm a validator. Data.
 * Source: the descriptions in the config mappings of the node, 5.2.0 and 6.0.0-rc.1.
 */

/** Why a variable is refused if it is true. Follows its path. */
type Reasons = Readonly<Record<string, string>>;

/** On every network. */
export const HARMFUL: Reasons = {
  VALIDATOR_ALLOW_EPHEMERAL_SIGNING_PROTECTION:
    "lets the node keep its record of what was signed in memory alone: after a restart it could sign twice, and be slashed",
  AZTEC_DISABLE_ADMIN_API_KEY:
    "opens the admin API to every container that reaches the node: adminApiKey is its password",
  AZTEC_RESET_ADMIN_API_KEY: "replaces adminApiKey by a password that this program does not know",
  ENABLE_PROVER_NODE: "is decided by role: use a stack with role prover-node",
};

const DUTIES = "the validator would miss its duties, and be slashed";
const TEST_ONLY = "is for tests of the node";

/** For a sequencer on a public network, whose stake is lost. A node without a stake may have uses for them. */
export const HARMFUL_IN_PUBLIC: Reasons = {
  FISHERMAN_MODE: `makes the node watch without signing: ${DUTIES}`,
  USE_AUTOMINE_SEQUENCER: `${TEST_ONLY}: it builds blocks alone, without the committee`,
  SKIP_ARCHIVER_INITIAL_SYNC: `${TEST_ONLY}: the node would work on an old state of the chain`,
  DEBUG_P2P_INSTRUMENT_MESSAGES: `${TEST_ONLY}: it changes the format of p2p messages, which peers then cannot read`,
  TEST_PRELOAD_STANDARD_CONTRACTS: `${TEST_ONLY}: the state would differ from the network's`,
};

/** The node has no such limits of its own: each could only refuse what the rest of the committee attests to. */
const LIMIT = `makes the node refuse proposals that its peers accept: ${DUTIES}`;

/** Refused on public networks with any value. */
export const HARMFUL_VALUES: Reasons = {
  PROVER_REAL_PROOFS: "is decided by the network: without real proofs the node would accept what its peers refuse",
  SEQ_SKIP_CHECKPOINT_PUBLISH_PERCENT: `${TEST_ONLY}, which leaves out proposals: ${DUTIES}`,
  SEQ_PUBLISHER_FORWARDER_ADDRESS: `${TEST_ONLY}: it sends each transaction to L1 through another contract`,
  VALIDATOR_MAX_TX_PER_BLOCK: LIMIT,
  VALIDATOR_MAX_TX_PER_CHECKPOINT: LIMIT,
  VALIDATOR_MAX_L2_BLOCK_GAS: LIMIT,
  VALIDATOR_MAX_DA_BLOCK_GAS: LIMIT,
  P2P_DROP_TX_CHANCE: `${TEST_ONLY}, which drops transactions`,
};

/** Refused on mainnet if true: its genesis is fixed, and testnets once had another. */
const GENESIS = "changes the genesis: the node would refuse the network's state";
export const HARMFUL_ON_MAINNET: Reasons = { TEST_ACCOUNTS: GENESIS, SPONSORED_FPC: GENESIS };

/** Variables that repeat a setting under a name that no setting has. */
export const REPEATED: Readonly<Record<string, string>> = {
  SEQ_PUBLISHER_PRIVATE_KEYS: "publisherPrivateKeys",
  SEQ_PUBLISHER_ADDRESSES: "publisherAddresses",
  VALIDATOR_ADDRESSES: "attesterAddress",
  PROVER_PUBLISHER_ADDRESSES: "proverPublisherAddresses",
  WS_DATA_DIRECTORY: "dataDirectory",
};

/** Variables that nothing may set, whether a release reads them or not. Follows the path. */
export const UNSAFE: Reasons = {
  NODE_TLS_REJECT_UNAUTHORIZED:
    "would turn off the check of certificates, so that anyone on the way can read keys and forge answers: set NODE_EXTRA_CA_CERTS",
  LD_PRELOAD: "would load other code into the node, which can read its keys",
};
