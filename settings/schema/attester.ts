/**
 * What one attester has. A stack with several has each of these settings once more for each further one, with a hyphen
 * and a name behind it: `attesterPrivateKey-second`.
 */
import { type Role, setting } from "./definition";
import { blsKey, ethereumKey, ethereumKeys } from "./secret-types";
import { encryptedBlsKey, encryptedEthereumKey, mnemonic, password, signer } from "./encrypted-types";
import { aztecAddress, ethereumAddress, ethereumAddresses, integer } from "./types";

const roles: readonly Role[] = ["sequencer"];
/** From 2.0.2 on nodes read a keystore file; before it, keys in their environment. */
export const KEYSTORE_SINCE = "2.0.2";
const until = KEYSTORE_SINCE;
const fileSince = KEYSTORE_SINCE;

export const names = (...all: string[]) => ({ names: all, until });

/** More would be read for minutes; nobody has told of a node with a hundred. */
const MOST_OF_A_MNEMONIC = 100;
/** Below the 2^31 that a path takes, by more than there may be keys. */
const LARGEST_INDEX = 2_000_000_000;

export const attester = {
  attesterPrivateKey: setting(ethereumKey().optional(), {
    description: "The Ethereum key that attests and proposes",
    legacyNames: ["`VALIDATOR_PRIVATE_KEY`", "`-k`", "prompt: validator private key"],
    env: [names("VALIDATOR_PRIVATE_KEYS"), names("VALIDATOR_PRIVATE_KEY")],
    fileSince,
    roles,
    secret: "always",
  }),
  attesterAddress: setting(ethereumAddress().optional(), {
    description: "In place of the key: the address of one that is in a remote signer",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  attesterEncryptedKey: setting(encryptedEthereumKey().optional(), {
    description: "In place of the key: a JSON file (version 3) with it, as geth and wallets write them",
    fileSince,
    roles,
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  attesterPassword: setting(password().optional(), {
    description: "Opens attesterEncryptedKey",
    fileSince,
    roles,
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  attesterMnemonic: setting(mnemonic().optional(), {
    description: "In place of the key: the words that it follows from. They stay here: the node gets the keys alone",
    fileSince,
    roles,
    secret: "always",
    alternative: "attesterPrivateKey",
  }),
  mnemonicAccountIndex: setting(integer(0, LARGEST_INDEX).optional(), {
    description:
      "Of attesterMnemonic: the first account, the third number of the path m/44'/60'/account'/0/address; unset, 0",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  mnemonicAccountCount: setting(integer(1, MOST_OF_A_MNEMONIC).optional(), {
    description: "Of attesterMnemonic: how many accounts from there on; unset, 1",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  mnemonicAddressIndex: setting(integer(0, LARGEST_INDEX).optional(), {
    description: "Of attesterMnemonic: the first address of each account; unset, 0",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  mnemonicAddressCount: setting(integer(1, MOST_OF_A_MNEMONIC).optional(), {
    description: "Of attesterMnemonic: how many addresses of each account, every one of them an attester; unset, 1",
    fileSince,
    roles,
    alternative: "attesterPrivateKey",
  }),
  remoteSignerUrl: setting(signer().optional(), {
    description: "Web3Signer that signs for the addresses here",
    fileSince,
    roles: ["sequencer", "prover-node"],
    secret: "with a key",
    alternative: "keys",
  }),
  publisherPrivateKeys: setting(ethereumKeys().optional(), {
    description: "Ethereum keys that send and pay for the transactions; unset, the attester's",
    legacyNames: ["`SEQ_PUBLISHER_PRIVATE_KEY`"],
    env: [names("SEQ_PUBLISHER_PRIVATE_KEY")],
    fileSince,
    roles,
    secret: "always",
  }),
  publisherAddresses: setting(ethereumAddresses().optional(), {
    description: "Publishers whose keys are in the remote signer, beside or in place of publisherPrivateKeys",
    fileSince,
    roles,
    alternative: "publisherPrivateKeys",
  }),
  blsPrivateKey: setting(blsKey().optional(), {
    description: "The attester's BLS key, where it has one",
    fileSince,
    roles,
    secret: "always",
    alternative: "that release knows no BLS keys",
  }),
  blsEncryptedKey: setting(encryptedBlsKey().optional(), {
    description: "In place of the BLS key: a JSON file (EIP-2335) with it",
    fileSince,
    roles,
    secret: "always",
    alternative: "that release knows no BLS keys",
  }),
  blsPassword: setting(password().optional(), {
    description: "Opens blsEncryptedKey",
    fileSince,
    roles,
    secret: "always",
    alternative: "that release knows no BLS keys",
  }),
  coinbase: setting(ethereumAddress().optional(), {
    description: "Who receives the rewards; unset, the attester's own address",
    legacyNames: ["`COINBASE`", "prompt: coinbase"],
    env: [names("COINBASE")],
    fileSince,
    roles,
  }),
  feeRecipient: setting(aztecAddress().optional(), {
    description: "Who receives fees on Aztec; the protocol does not use it yet, and zeros will do",
    legacyNames: ["`FEE_RECIPIENT`"],
    env: [names("FEE_RECIPIENT")],
    fileSince,
    roles,
  }),
};
