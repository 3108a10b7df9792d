/** Duties of a sequencer: what it builds, how it publishes, whom it votes for. */
import { z } from "zod";
import { type Role, setting } from "./definition";
import { decimal, ethereumAddress, ethereumAddresses, integer, text, toggle } from "./types";

const roles: readonly Role[] = ["sequencer"];
const validator = z.strictObject({
  disabled: setting(toggle().optional(), {
    description: "Performs no duties of a validator",
    legacyNames: ["`VALIDATOR_DISABLED`"],
    nodeDefault: "false",
    env: ["VALIDATOR_DISABLED"],
    roles,
  }),
  attestationsWaitTimeoutMs: setting(integer(1).optional(), {
    description: "How long a proposer waits for attestations",
    unit: "ms",
    legacyNames: ["`VALIDATOR_ATTESTATIONS_WAIT_TIMEOUT_MS`"],
    nodeDefault: "a slot",
    env: ["VALIDATOR_ATTESTATIONS_WAIT_TIMEOUT_MS"],
    roles,
    alternative: "the slot's timetable decides",
  }),
  attestationsPollingIntervalMs: setting(integer(1).optional(), {
    description: "How often a proposer looks for attestations",
    unit: "ms",
    legacyNames: ["`VALIDATOR_ATTESTATIONS_POLLING_INTERVAL_MS`"],
    nodeDefault: "200",
    env: ["VALIDATOR_ATTESTATIONS_POLLING_INTERVAL_MS"],
    roles,
  }),
});

const sequencer = z.strictObject({
  enforceTimeTable: setting(toggle().optional(), {
    description: "Keeps strictly to the times within a slot",
    legacyNames: ["`SEQ_ENFORCE_TIME_TABLE`"],
    nodeDefault: "true; false up to 0.76",
    env: ["SEQ_ENFORCE_TIME_TABLE"],
    roles,
    alternative: "that release always keeps to them",
  }),
  maxTxPerBlock: setting(integer(1).optional(), {
    description: "The most transactions of a block; on today's networks `sequencer.maxTxPerCheckpoint` is what counts",
    legacyNames: ["`SEQ_MAX_TX_PER_BLOCK`"],
    nodeDefault: "none; 32 up to 0.76",
    env: ["SEQ_MAX_TX_PER_BLOCK"],
    roles,
  }),
  minTxPerBlock: setting(integer(0).optional(), {
    description: "The fewest transactions of a block",
    legacyNames: ["`SEQ_MIN_TX_PER_BLOCK`"],
    nodeDefault: "1",
    env: ["SEQ_MIN_TX_PER_BLOCK"],
    roles,
  }),
  maxTxPerCheckpoint: setting(integer(1).optional(), {
    description: "The most transactions of all blocks of a checkpoint",
    nodeDefault: "72 on public networks",
    env: ["SEQ_MAX_TX_PER_CHECKPOINT"],
    roles,
    alternative: "sequencer.maxTxPerBlock",
  }),
  minSecondsBetweenBlocks: setting(integer(0).optional(), {
    description: "Proposes no block before this much time has passed since the last one",
    unit: "s",
    legacyNames: ["`SEQ_MIN_SECONDS_BETWEEN_BLOCKS`"],
    env: ["SEQ_MIN_SECONDS_BETWEEN_BLOCKS"],
    roles,
    alternative: "slots decide; nothing has to be set",
  }),
  maxSecondsBetweenBlocks: setting(integer(0).optional(), {
    description: "Ignores `sequencer.minTxPerBlock` once this much time has passed since the last block",
    unit: "s",
    legacyNames: ["`SEQ_MAX_SECONDS_BETWEEN_BLOCKS`"],
    env: ["SEQ_MAX_SECONDS_BETWEEN_BLOCKS"],
    roles,
    alternative: "slots decide; nothing has to be set",
  }),
  minPeersToPropose: setting(integer(0).optional(), {
    description: "Proposes nothing with fewer peers",
    nodeDefault: "1",
    env: ["SEQ_MIN_PEERS_TO_PROPOSE"],
    roles,
  }),
});

const publisher = z.strictObject({
  retryIntervalMs: setting(integer(1).optional(), {
    description: "How long the publisher waits between attempts",
    unit: "ms",
    legacyNames: ["`SEQ_PUBLISH_RETRY_INTERVAL_MS`"],
    nodeDefault: "1000",
    env: ["SEQ_PUBLISH_RETRY_INTERVAL_MS"],
    roles,
    alternative: "the node decides by itself",
  }),
  viemPollingIntervalMs: setting(integer(1).optional(), {
    description: "How often Ethereum is asked for what became of a transaction",
    unit: "ms",
    legacyNames: ["`SEQ_VIEM_POLLING_INTERVAL_TIME`", "`SEQ_VIEM_POLLING_INTERVAL_MS`"],
    nodeDefault: "1000",
    env: ["SEQ_VIEM_POLLING_INTERVAL_MS", "L1_READER_VIEM_POLLING_INTERVAL_MS"],
    roles,
  }),
});

const ha = z.strictObject({
  enabled: setting(toggle().optional(), {
    description: "Signs only what no other node of the group has signed: several nodes with one attester",
    nodeDefault: "false",
    env: ["VALIDATOR_HA_SIGNING_ENABLED"],
    roles,
  }),
  nodeId: setting(text(/^[\w.-]+$/, "a name of letters, digits, . _ and -", "<name>").optional(), {
    description: "Name of this node in its group; each has another",
    env: ["VALIDATOR_HA_NODE_ID"],
    roles,
  }),
  pollingIntervalMs: setting(integer(1).optional(), {
    description: "How often a node looks whether another one has signed",
    unit: "ms",
    nodeDefault: "100",
    env: ["VALIDATOR_HA_POLLING_INTERVAL_MS"],
    roles,
  }),
  signingTimeoutMs: setting(integer(1).optional(), {
    description: "How long a node waits for another one that is signing",
    unit: "ms",
    nodeDefault: "3000",
    env: ["VALIDATOR_HA_SIGNING_TIMEOUT_MS"],
    roles,
  }),
  poolMax: setting(integer(1).optional(), {
    description: "The most connections to the database",
    nodeDefault: "10",
    env: ["VALIDATOR_HA_POOL_MAX"],
    roles,
  }),
  poolMin: setting(integer(0).optional(), {
    description: "The fewest connections to the database",
    nodeDefault: "0",
    env: ["VALIDATOR_HA_POOL_MIN"],
    roles,
  }),
  oldDutiesMaxAgeHours: setting(integer(1).optional(), {
    description: "Removes what was signed longer ago than this from the database",
    unit: "h",
    env: ["VALIDATOR_HA_OLD_DUTIES_MAX_AGE_H"],
    roles,
  }),
});

const funding = z.strictObject({
  threshold: setting(decimal(0.000001).optional(), {
    description: "A publisher with less is given more by the keystore's `fundingAccount`",
    unit: "ETH",
    env: ["PUBLISHER_FUNDING_THRESHOLD"],
    roles,
  }),
  amount: setting(decimal(0.000001).optional(), {
    description: "How much it is given at once",
    unit: "ETH",
    env: ["PUBLISHER_FUNDING_AMOUNT"],
    roles,
  }),
});

export const sequencing = {
  governancePayload: setting(ethereumAddress().optional(), {
    description: "The payload that the sequencer's slots vote for; unset, it votes for none",
    legacyNames: ["`GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS`"],
    env: ["GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS"],
    roles,
  }),
  governanceForcePayloadVote: setting(toggle().optional(), {
    description: "Goes on voting for the payload after it was executed",
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
      always: setting(ethereumAddresses().optional(), {
        description: "Validators that this node always votes to slash",
        env: ["SLASH_VALIDATORS_ALWAYS"],
        roles,
      }),
      never: setting(ethereumAddresses().optional(), {
        description: "Validators that this node never votes to slash; its own are added",
        env: ["SLASH_VALIDATORS_NEVER"],
        roles,
      }),
    })
    .prefault({}),
};
