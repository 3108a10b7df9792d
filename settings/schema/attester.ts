/**
 * Settings of one attester. Each named attester repeats them with its name as a suffix: `attesterPrivateKey-second`.
 */
import { MOST_KEYS } from "../../keys/mnemonic";
import { type Role, setting } from "./definition";
import * as secret from "./secret-types";
import * as encrypted from "./encrypted-types";
import * as t from "./types";

const roles: readonly Role[] = ["sequencer"];
/** The first release that reads a keystore file; older ones read keys from their environment. */
export const KEYSTORE_SINCE = "2.0.2";
const until = KEYSTORE_SINCE;
const fileSince = KEYSTORE_SINCE;

export const names = (...all: string[]) => ({ names: all, until });

/** Below the limit of 2^31 for a path, by more than the number of keys. */
const LARGEST_INDEX = 2_000_000_000;

export const attester = {
  attesterPrivateKey: setting(secret.ethereumKey().optional(), {
    description: "Ethereum private key that signs attestations and proposals",
    legacyNames: ["VALIDATOR_PRIVATE_KEY", "-k", "prompt: validator private key"],
    env: [names("VALIDATOR_PRIVATE_KEYS"), names("VALIDATOR_PRIVATE_KEY")],
    fileSince,
    roles,
    secret: "always",
  }),
  attesterAddress: setting(t.account().optional(), {
    description: "Attester whose key is in the remote signer; replaces `attesterPrivateKey`",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  attesterEncryptedKey: setting(encrypted.encryptedEthereumKey().optional(), {
    description: "JSON keystore (version 3) with the key, as geth and wallets write it; replaces `attesterPrivateKey`",
    fileSince,
    roles,
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  attesterPassword: setting(encrypted.password().optional(), {
    description: "Password of `attesterEncryptedKey`",
    fileSince,
    roles,
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  attesterMnemonic: setting(encrypted.mnemonic().optional(), {
    description: "Mnemonic of the keys; replaces `attesterPrivateKey`. The node receives only the derived keys",
    fileSince,
    roles,
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  mnemonicAccountIndex: setting(t.integer(0, LARGEST_INDEX).optional(), {
    description: "First account of `attesterMnemonic`, as in m/44'/60'/account'/0/address. Default: 0",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  mnemonicAccountCount: setting(t.integer(1, MOST_KEYS).optional(), {
    description: "Number of accounts of `attesterMnemonic`. Default: 1",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  mnemonicAddressIndex: setting(t.integer(0, LARGEST_INDEX).optional(), {
    description: "First address of each account of `attesterMnemonic`. Default: 0",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  mnemonicAddressCount: setting(t.integer(1, MOST_KEYS).optional(), {
    description: "Number of addresses per account of `attesterMnemonic`; each one is an attester. Default: 1",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  remoteSignerUrl: setting(encrypted.signer().optional(), {
    description: "Web3Signer that holds the keys of the configured addresses",
    fileSince,
    roles: ["sequencer", "prover-node"],
    secret: "with a key",
    alternative: "keys",
  }),
  publisherPrivateKeys: setting(secret.ethereumKeys().optional(), {
    description: "Ethereum keys that send transactions and pay for them. Default: the attester's key",
    legacyNames: ["SEQ_PUBLISHER_PRIVATE_KEY"],
    env: [names("SEQ_PUBLISHER_PRIVATE_KEY")],
    fileSince,
    roles,
    secret: "always",
  }),
  publisherAddresses: setting(t.accounts().optional(), {
    description: "Publishers whose keys are in the remote signer; added to `publisherPrivateKeys`",
    fileSince,
    roles,
    alternative: "publisherPrivateKeys",
  }),
  blsPrivateKey: setting(secret.blsKey().optional(), {
    description: "BLS private key of the attester",
    fileSince,
    roles,
    secret: "always",
    alternative: "that release does not use BLS keys",
  }),
  blsEncryptedKey: setting(encrypted.encryptedBlsKey().optional(), {
    description: "JSON keystore (EIP-2335) with the BLS key; replaces `blsPrivateKey`",
    fileSince,
    roles,
    secret: "always",
    alternative: "that release does not use BLS keys",
  }),
  blsPassword: setting(encrypted.password().optional(), {
    description: "Password of `blsEncryptedKey`",
    fileSince,
    roles,
    secret: "always",
    alternative: "that release does not use BLS keys",
  }),
  coinbase: setting(t.account().optional(), {
    description: "Ethereum address that receives the rewards. Default: the attester's address",
    legacyNames: ["COINBASE", "prompt: coinbase"],
    env: [names("COINBASE")],
    fileSince,
    roles,
  }),
  feeRecipient: setting(t.aztecAddress().optional(), {
    description: "Aztec address for fees. The protocol does not use it yet; zeros are fine",
    legacyNames: ["FEE_RECIPIENT"],
    env: [names("FEE_RECIPIENT")],
    fileSince,
    roles,
  }),
};
