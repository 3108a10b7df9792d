/** Settings of the other keys and passwords of a node: funding account, keystore, admin API, database, prover. */
import { KEYSTORE_SINCE, names } from "./attester";
import { databaseUrl } from "./database-url";
import { nodeRoles, type Role, setting } from "./definition";
import { keystoreFile } from "./keystore-type";
import * as secret from "./secret-types";
import * as t from "./types";

const roles: readonly Role[] = ["sequencer"];
const fileSince = KEYSTORE_SINCE;
/** Older releases accept a funding account in the keystore, but do not use it. */
export const FUNDING_SINCE = "5.0.0";

export const keys = {
  fundingPrivateKey: setting(secret.ethereumKey().optional(), {
    description: "Ethereum key whose account tops up the publishers, see `publisherFunding.threshold`",
    fileSince: FUNDING_SINCE,
    roles,
    secret: "always",
    alternative: "fund publishers manually",
  }),
  fundingAddress: setting(t.account().optional(), {
    description: "Funding account whose key is in the remote signer; replaces `fundingPrivateKey`",
    fileSince: FUNDING_SINCE,
    roles,
    alternative: "fund publishers manually",
  }),
  keystore: setting(keystoreFile().optional(), {
    description: "Complete keystore file; replaces all keys, `coinbase` and `feeRecipient`",
    fileSince,
    roles: ["sequencer", "prover-node"],
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  adminApiKey: setting(secret.adminKey().optional(), {
    description: "Password of the admin API. The node receives only its hash. Default: generated",
    env: ["AZTEC_ADMIN_API_KEY_HASH"],
    secret: "always",
    roles: nodeRoles,
    alternative: "the admin API of that release has no password",
  }),
  haDatabaseUrl: setting(databaseUrl().optional(), {
    description: "PostgreSQL database that all nodes of a high-availability group share",
    env: ["VALIDATOR_HA_DATABASE_URL"],
    roles,
    secret: "always",
  }),
  proverPublisherPrivateKeys: setting(secret.ethereumKeys().optional(), {
    description: "Ethereum keys that send proofs and pay for them",
    env: [names("PROVER_PUBLISHER_PRIVATE_KEYS"), names("PROVER_PUBLISHER_PRIVATE_KEY")],
    fileSince,
    roles: ["prover-node"],
    secret: "always",
  }),
  proverPublisherAddresses: setting(t.accounts().optional(), {
    description: "Prover publishers whose keys are in the remote signer",
    fileSince,
    roles: ["prover-node"],
    alternative: "proverPublisherPrivateKeys",
  }),
};
