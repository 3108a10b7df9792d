/** What a node signs with beside its attesters' keys, and the passwords it has. */
import { KEYSTORE_SINCE, names } from "./attester";
import { nodeRoles, type Role, setting } from "./definition";
import { adminKey, databaseUrl, ethereumKey, ethereumKeys, keystoreFile } from "./secret-types";
import { ethereumAddress, ethereumAddresses } from "./types";

const roles: readonly Role[] = ["sequencer"];
const fileSince = KEYSTORE_SINCE;
/** Before it the file's schema had a funding account, and nothing read it. */
const FUNDING_SINCE = "5.0.0";

export const keys = {
  fundingPrivateKey: setting(ethereumKey().optional(), {
    description: "Ethereum key whose account funds the publishers, as publisherFunding says",
    fileSince: FUNDING_SINCE,
    roles,
    secret: "always",
    alternative: "publishers are funded by hand",
  }),
  fundingAddress: setting(ethereumAddress().optional(), {
    description: "In place of fundingPrivateKey: the address of a key that is in the remote signer",
    fileSince: FUNDING_SINCE,
    roles,
    alternative: "publishers are funded by hand",
  }),
  keystore: setting(keystoreFile().optional(), {
    description: "A whole keystore file, in place of the keys, coinbase and fee recipient here",
    fileSince,
    roles: ["sequencer", "prover-node"],
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  adminApiKey: setting(adminKey().optional(), {
    description: "Password of the administration API; unset, one is generated. The node gets only its hash",
    env: ["AZTEC_ADMIN_API_KEY_HASH"],
    secret: "always",
    roles: nodeRoles,
    alternative: "that release's administration has no password",
  }),
  haDatabaseUrl: setting(databaseUrl().optional(), {
    description: "PostgreSQL that the nodes of a high-availability group share",
    env: ["VALIDATOR_HA_DATABASE_URL"],
    roles,
    secret: "always",
  }),
  proverPublisherPrivateKeys: setting(ethereumKeys().optional(), {
    description: "Ethereum keys that send proofs and pay for it",
    env: [names("PROVER_PUBLISHER_PRIVATE_KEYS"), names("PROVER_PUBLISHER_PRIVATE_KEY")],
    fileSince,
    roles: ["prover-node"],
    secret: "always",
  }),
  proverPublisherAddresses: setting(ethereumAddresses().optional(), {
    description: "Prover's publishers whose keys are in the remote signer",
    fileSince,
    roles: ["prover-node"],
    alternative: "proverPublisherPrivateKeys",
  }),
};
