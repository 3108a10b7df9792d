/** Who a node signs and publishes as, and the passwords it has. */
import { nodeRoles, type Role, setting } from "./row";
import { adminKey, blsKey, databaseUrl, ethereumKey, ethereumKeys, keystoreFile } from "./secret-types";
import { aztecAddress, ethereumAddress } from "./types";

const roles: readonly Role[] = ["sequencer"];
/** From 2.0.2 on nodes read a keystore file; before it, keys in their environment. */
export const KEYSTORE_SINCE = "2.0.2";
const until = KEYSTORE_SINCE;
const fileSince = KEYSTORE_SINCE;

const names = (...all: string[]) => ({ names: all, until });

export const keys = {
  attesterPrivateKey: setting(ethereumKey().optional(), {
    doc: "The Ethereum key that attests and proposes",
    seed: ["`VALIDATOR_PRIVATE_KEY`", "`-k`", "prompt: validator private key"],
    env: [names("VALIDATOR_PRIVATE_KEYS"), names("VALIDATOR_PRIVATE_KEY")],
    fileSince,
    roles,
    secret: "always",
  }),
  publisherPrivateKeys: setting(ethereumKeys().optional(), {
    doc: "Ethereum keys that send and pay for the transactions; unset, the attester's",
    seed: ["`SEQ_PUBLISHER_PRIVATE_KEY`"],
    env: [names("SEQ_PUBLISHER_PRIVATE_KEY")],
    fileSince,
    roles,
    secret: "always",
  }),
  blsPrivateKey: setting(blsKey().optional(), {
    doc: "The attester's BLS key, where it has one",
    fileSince,
    roles,
    secret: "always",
    instead: "that release knows no BLS keys",
  }),
  keystore: setting(keystoreFile().optional(), {
    doc: "A whole keystore file, in place of the keys, coinbase and fee recipient here",
    fileSince,
    roles: ["sequencer", "prover-node"],
    secret: "always",
    instead: "attesterPrivateKey",
  }),
  coinbase: setting(ethereumAddress().optional(), {
    doc: "Who receives the rewards; unset, the attester's own address",
    seed: ["`COINBASE`", "prompt: coinbase"],
    env: [names("COINBASE")],
    fileSince,
    roles,
  }),
  feeRecipient: setting(aztecAddress().optional(), {
    doc: "Who receives fees on Aztec; the protocol does not use it yet, and zeros will do",
    seed: ["`FEE_RECIPIENT`"],
    env: [names("FEE_RECIPIENT")],
    fileSince,
    roles,
  }),
  adminApiKey: setting(adminKey().optional(), {
    doc: "Password of the administration API; unset, one is generated. The node gets only its hash",
    env: ["AZTEC_ADMIN_API_KEY_HASH"],
    secret: "always",
    roles: nodeRoles,
    instead: "that release's administration has no password",
  }),
  haDatabaseUrl: setting(databaseUrl().optional(), {
    doc: "PostgreSQL that the nodes of a high-availability group share",
    env: ["VALIDATOR_HA_DATABASE_URL"],
    roles,
    secret: "always",
  }),
  proverPublisherPrivateKeys: setting(ethereumKeys().optional(), {
    doc: "Ethereum keys that send proofs and pay for it",
    env: [names("PROVER_PUBLISHER_PRIVATE_KEYS"), names("PROVER_PUBLISHER_PRIVATE_KEY")],
    fileSince,
    roles: ["prover-node"],
    secret: "always",
  }),
};
