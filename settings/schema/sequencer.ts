/** Settings of a sequencer: building blocks, publishing, high availability, voting. */
import { z } from "zod";
import { type Role, setting } from "./definition";
import * as t from "./types";

const roles: readonly Role[] = ["sequencer"];
const validator = z.strictObject({
  disabled: setting(t.toggle().optional(), {
    description: "Do not perform validator duties. On a public network a validator is slashed for that",
    legacyNames: ["VALIDATOR_DISABLED"],
    nodeDefault: "false",
    env: ["VALIDATOR_DISABLED"],
    roles,
  }),
  attestationsWaitTimeoutMs: setting(t.milliseconds(1).optional(), {
    description: "How long a proposer waits for attestations",
    unit: "ms",
    legacyNames: ["VALIDATOR_ATTESTATIONS_WAIT_TIMEOUT_MS"],
    nodeDefault: "a slot",
    env: ["VALIDATOR_ATTESTATIONS_WAIT_TIMEOUT_MS"],
    roles,
    alternative: "the time table of the slot decides",
  }),
  attestationsPollingIntervalMs: setting(t.integer(1, 60_000).optional(), {
    description: "Interval between checks for attestations",
    unit: "ms",
    legacyNames: ["VALIDATOR_ATTESTATIONS_POLLING_INTERVAL_MS"],
    nodeDefault: "200",
    env: ["VALIDATOR_ATTESTATIONS_POLLING_INTERVAL_MS"],
    roles,
  }),
});

const sequencer = z.strictObject({
  enforceTimeTable: setting(t.toggle().optional(), {
    description: "Enforce the time table within a slot",
    legacyNames: ["SEQ_ENFORCE_TIME_TABLE"],
    nodeDefault: "true; false up to 0.76",
    env: ["SEQ_ENFORCE_TIME_TABLE"],
    roles,
    alternative: "that release always enforces it",
  }),
  maxTxPerBlock: setting(t.integer(1).optional(), {
    description:
      "Maximum number of transactions in a block. On current networks `sequencer.maxTxPerCheckpoint` is the effective limit",
    legacyNames: ["SEQ_MAX_TX_PER_BLOCK"],
    nodeDefault: "none; 32 up to 0.76",
    env: ["SEQ_MAX_TX_PER_BLOCK"],
    roles,
  }),
  minTxPerBlock: setting(t.integer(0).optional(), {
    description: "Minimum number of transactions in a block",
    legacyNames: ["SEQ_MIN_TX_PER_BLOCK"],
    nodeDefault: "1",
    env: ["SEQ_MIN_TX_PER_BLOCK"],
    roles,
  }),
  maxTxPerCheckpoint: setting(t.integer(1).optional(), {
    description: "Maximum number of transactions in all blocks of a checkpoint",
    nodeDefault: "72 on public networks",
    env: ["SEQ_MAX_TX_PER_CHECKPOINT"],
    roles,
    alternative: "sequencer.maxTxPerBlock",
  }),
  minSecondsBetweenBlocks: setting(t.integer(0).optional(), {
    description: "Time to wait after a block before proposing the next",
    unit: "s",
    legacyNames: ["SEQ_MIN_SECONDS_BETWEEN_BLOCKS"],
    env: ["SEQ_MIN_SECONDS_BETWEEN_BLOCKS"],
    roles,
    alternative: "the slots decide this",
  }),
  maxSecondsBetweenBlocks: setting(t.integer(0).optional(), {
    description: "Time after a block from which `sequencer.minTxPerBlock` is ignored",
    unit: "s",
    legacyNames: ["SEQ_MAX_SECONDS_BETWEEN_BLOCKS"],
    env: ["SEQ_MAX_SECONDS_BETWEEN_BLOCKS"],
    roles,
    alternative: "the slots decide this",
  }),
  minPeersToPropose: setting(t.integer(0).optional(), {
    description: "With fewer peers the node does not propose",
    nodeDefault: "1",
    env: ["SEQ_MIN_PEERS_TO_PROPOSE"],
    roles,
  }),
});

const publisher = z.strictObject({
  retryIntervalMs: setting(t.milliseconds(1).optional(), {
    description: "Time between attempts to publish",
    unit: "ms",
    legacyNames: ["SEQ_PUBLISH_RETRY_INTERVAL_MS"],
    nodeDefault: "1000",
    env: ["SEQ_PUBLISH_RETRY_INTERVAL_MS"],
    roles,
    alternative: "the node decides",
  }),
  viemPollingIntervalMs: setting(t.milliseconds(1).optional(), {
    description: "Interval between checks for the receipt of a transaction",
    unit: "ms",
    legacyNames: ["SEQ_VIEM_POLLING_INTERVAL_TIME", "SEQ_VIEM_POLLING_INTERVAL_MS"],
    nodeDefault: "1000",
    env: ["SEQ_VIEM_POLLING_INTERVAL_MS", "L1_READER_VIEM_POLLING_INTERVAL_MS"],
    roles,
  }),
});

const ha = z.strictObject({
  enabled: setting(t.toggle().optional(), {
    description:
      "Run several nodes with one attester. They coordinate in `haDatabaseUrl`, so that only one of them signs",
    nodeDefault: "false",
    env: ["VALIDATOR_HA_SIGNING_ENABLED"],
    roles,
  }),
  nodeId: setting(t.text(/^(?!your[_.-])[\w.-]+$/i, "a name of letters, digits, . _ and -", "<name>").optional(), {
    description: "Name of this node in its high-availability group; unique within the group",
    env: ["VALIDATOR_HA_NODE_ID"],
    roles,
  }),
  pollingIntervalMs: setting(t.milliseconds(1).optional(), {
    description: "Interval between checks whether another node has signed",
    unit: "ms",
    nodeDefault: "100",
    env: ["VALIDATOR_HA_POLLING_INTERVAL_MS"],
    roles,
  }),
  signingTimeoutMs: setting(t.integer(100, 60_000).optional(), {
    description: "How long a node waits for another one that is signing",
    unit: "ms",
    nodeDefault: "3000",
    env: ["VALIDATOR_HA_SIGNING_TIMEOUT_MS"],
    roles,
  }),
  poolMax: setting(t.integer(1).optional(), {
    description: "Maximum number of database connections",
    nodeDefault: "10",
    env: ["VALIDATOR_HA_POOL_MAX"],
    roles,
  }),
  poolMin: setting(t.integer(0).optional(), {
    description: "Minimum number of database connections",
    nodeDefault: "0",
    env: ["VALIDATOR_HA_POOL_MIN"],
    roles,
  }),
  oldDutiesMaxAgeHours: setting(t.integer(1).optional(), {
    description: "Delete signing records older than this from the database",
    unit: "h",
    env: ["VALIDATOR_HA_OLD_DUTIES_MAX_AGE_H"],
    roles,
  }),
});

const funding = z.strictObject({
  threshold: setting(t.decimal(0.000001, 10_000).optional(), {
    description: "Balance below which a publisher is topped up from `fundingPrivateKey` or `fundingAddress`",
    unit: "ETH",
    env: ["PUBLISHER_FUNDING_THRESHOLD"],
    roles,
  }),
  amount: setting(t.decimal(0.000001, 10_000).optional(), {
    description: "Amount of one top-up",
    unit: "ETH",
    env: ["PUBLISHER_FUNDING_AMOUNT"],
    roles,
  }),
});

export const sequencing = {
  governancePayload: setting(t.payload().optional(), {
    description: "Governance payload to vote for. Default: no vote",
    legacyNames: ["GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS"],
    env: ["GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS"],
    roles,
  }),
  governanceForcePayloadVote: setting(t.toggle().optional(), {
    description: "Keep voting for the payload after it was executed",
    nodeDefault: "false",
    env: ["GOVERNANCE_PROPOSER_FORCE_PAYLOAD_VOTE"],
    roles,
  }),
  sequencer: sequencer.prefault({}),
  validator: validator.prefault({}),
  publisher: publisher.prefault({}),
  publisherFunding: funding.prefault({}),
  ha: ha.prefault({}),
  slashing: z
    .strictObject({
      always: setting(t.ethereumAddresses().optional(), {
        description: "Validators that this node always votes to slash",
        env: ["SLASH_VALIDATORS_ALWAYS"],
        roles,
      }),
      never: setting(t.ethereumAddresses().optional(), {
        description: "Validators that this node never votes to slash. Its own are always included",
        env: ["SLASH_VALIDATORS_NEVER"],
        roles,
      }),
    })
    .prefault({}),
};
