/** Attesters, publishers and signers that do not go together: each refused before anything is made. */
import { ethereumAddress } from "../../../keys/keys";
import { KEYSTORE, samples, TEST_KEYS, WELL_KNOWN_KEYS } from "../samples";
import { ethereumFile } from "../sealed";
import { custom, highAvailability, mainnet, SECRETS, testnet } from "../stacks";
import { wrongKeys as one } from "./further";
import { omit, type Wrong } from "./wrong";

type Values = Readonly<Record<string, unknown>>;

const bare = omit(testnet, "attesterPrivateKey");
const { password, sealed, mnemonic } = TEST_KEYS;
const another = "a".repeat(64);
const remote = { attesterAddress: samples.attesterAddress, remoteSignerUrl: samples.remoteSignerUrl };
const file = { attesterEncryptedKey: samples.attesterEncryptedKey, attesterPassword: password };
const second = { ...testnet, "attesterPrivateKey-second": another };
const old = custom("sequencer", "1.2.1");
const prover = omit(custom("prover-node", "5.2.0"), "proverPublisherPrivateKeys");
const funding = { "publisherFunding.threshold": 0.1, "publisherFunding.amount": 0.5 };
const sources: Readonly<Record<string, Values>> = { attesterAddress: remote, attesterEncryptedKey: file };
const own = ethereumAddress(TEST_KEYS.attester);

const together: readonly Wrong[] = [
  ...["attesterAddress", "attesterEncryptedKey", "attesterMnemonic"].map((path) =>
    one(`attesterPrivateKey and ${path}`, path, { ...testnet, [path]: samples[path], ...sources[path] }),
  ),
  one("two BLS keys", "blsEncryptedKey", {
    ...testnet,
    ...{ blsPrivateKey: TEST_KEYS.bls, blsEncryptedKey: samples.blsEncryptedKey, blsPassword: password },
  }),
  one("an attester twice, by key", "attesterPrivateKey-second", {
    ...testnet,
    "attesterPrivateKey-second": `0x${TEST_KEYS.attester}`,
  }),
  one("an attester twice, by key and address", "attesterAddress-second", {
    ...testnet,
    ...{ "attesterAddress-second": own, "remoteSignerUrl-second": samples.remoteSignerUrl },
  }),
  one("an attester twice, by key and file", "attesterEncryptedKey-second", {
    ...testnet,
    "attesterEncryptedKey-second": ethereumFile(TEST_KEYS.attester, password),
    "attesterPassword-second": password,
  }),
  one("an attester twice, by two mnemonics that overlap", "attesterMnemonic-third", {
    ...testnet,
    ...{ "attesterMnemonic-second": mnemonic, "mnemonicAddressCount-second": 3 },
    ...{ "attesterMnemonic-third": mnemonic, "mnemonicAddressIndex-third": 2 },
  }),
  one("a further attester without a key", "attesterPrivateKey-second", {
    ...testnet,
    "coinbase-second": samples.coinbase,
  }),
  one("a BLS key of nobody", "blsPrivateKey", { ...omit(second, "attesterPrivateKey"), blsPrivateKey: TEST_KEYS.bls }),
  one("an address without a signer", "remoteSignerUrl", omit({ ...bare, ...remote }, "remoteSignerUrl")),
  one("a further attester's address without a signer", "remoteSignerUrl", {
    ...testnet,
    "attesterAddress-second": samples.attesterAddress,
  }),
  one("a publisher's address without a signer", "remoteSignerUrl", {
    ...testnet,
    publisherAddresses: samples.publisherAddresses,
  }),
  one("a signer without an address", "remoteSignerUrl", { ...testnet, remoteSignerUrl: samples.remoteSignerUrl }),
  one("a further attester's signer without an address", "remoteSignerUrl-second", {
    ...second,
    "remoteSignerUrl-second": samples.remoteSignerUrl,
  }),
  one("a signer with a password in clear", "remoteSignerUrl", {
    ...{ ...bare, ...remote },
    remoteSignerUrl: "https://me:secret-password@signer.example.org",
  }),
  one("a publisher by key and by address", "publisherAddresses", {
    ...{ ...testnet, remoteSignerUrl: samples.remoteSignerUrl },
    publisherPrivateKeys: [TEST_KEYS.publisher],
    publisherAddresses: [ethereumAddress(TEST_KEYS.publisher)],
  }),
  one("a further attester's publisher twice", "publisherPrivateKeys-second", {
    ...second,
    "publisherPrivateKeys-second": [TEST_KEYS.publisher, `0x${TEST_KEYS.publisher}`],
  }),
  one("a test key as a further attester's", "attesterPrivateKey-second", {
    ...testnet,
    "attesterPrivateKey-second": WELL_KNOWN_KEYS[2],
  }),
  one("a test key as a further attester's publisher", "publisherPrivateKeys-second", {
    ...second,
    "publisherPrivateKeys-second": [WELL_KNOWN_KEYS[4]],
  }),
  one("the p2p key is a further attester's", "p2pPrivateKey", {
    ...second,
    p2pPrivateKey: `08021220${another}`,
  }),
  one("the p2p key is the one of a mnemonic's file", "p2pPrivateKey", {
    ...{ ...bare, ...file },
    p2pPrivateKey: `08021220${sealed}`,
  }),
  one("a vote to slash a further attester", "slashing.always", {
    ...second,
    "slashing.always": [ethereumAddress(another)],
  }),
  one("a secret of a further attester in clear", "attesterPrivateKey-second", second),
];

const elsewhere: readonly Wrong[] = [
  ...["attesterAddress", "attesterMnemonic", "publisherAddresses", "blsEncryptedKey", "attesterPrivateKey-second"].map(
    (path) =>
      one(`${path} beside a keystore`, path, {
        ...{ ...bare, keystore: KEYSTORE },
        [path]: path.endsWith("-second") ? another : samples[path],
      }),
  ),
  one("fundingPrivateKey beside a keystore", "fundingPrivateKey", {
    ...{ ...bare, keystore: KEYSTORE, ...funding },
    fundingPrivateKey: TEST_KEYS.funding,
  }),
  one("an account that funds nothing", "publisherFunding.threshold", {
    ...mainnet,
    fundingPrivateKey: TEST_KEYS.funding,
  }),
  one("an account that funds itself", "fundingPrivateKey", {
    ...{ ...mainnet, ...funding },
    fundingPrivateKey: TEST_KEYS.attester,
  }),
  one("two accounts that fund", "fundingAddress", {
    ...{ ...mainnet, ...funding, remoteSignerUrl: samples.remoteSignerUrl },
    ...{ fundingPrivateKey: TEST_KEYS.funding, fundingAddress: samples.fundingAddress },
  }),
  one("a prover's address without a signer", "remoteSignerUrl", {
    ...prover,
    proverPublisherAddresses: samples.proverPublisherAddresses,
  }),
  one("a prover's signer without an address", "remoteSignerUrl", {
    ...custom("prover-node", "5.2.0"),
    remoteSignerUrl: samples.remoteSignerUrl,
  }),
  one("a group in which a further attester publishes by itself", "publisherPrivateKeys", {
    ...omit(highAvailability, "publisherPrivateKeys"),
    ...{ "attesterPrivateKey-second": another, "publisherPrivateKeys-second": [TEST_KEYS.publisher] },
  }),
  one("a group that publishes as a further attester", "publisherPrivateKeys", {
    ...{ ...highAvailability, "attesterPrivateKey-second": another },
    publisherPrivateKeys: [another],
  }),
  one("a second attester for 1.x", "attesterPrivateKey-second", { ...old, "attesterPrivateKey-second": another }),
  one("a further attester of a full node", "coinbase-second", {
    ...{ ...bare, role: "full-node" },
    "coinbase-second": samples.coinbase,
  }),
  one("a name that is none", "attesterPrivateKey-the second", { ...testnet, "attesterPrivateKey-the second": another }),
  one("a name behind what is the stack's", "network-second", { ...testnet, "network-second": "mainnet" }),
  one("a slip before a name", "attesterPrivatKey-second", { ...testnet, "attesterPrivatKey-second": another }),
];

/** Those that are stored in clear where they must not be. */
const CLEAR = ["a secret of a further attester in clear", "a signer with a password in clear"];

export const wrongAttesters: readonly Wrong[] = [...together, ...elsewhere].map((wrong) =>
  CLEAR.includes(wrong.name) ? { ...wrong, secrets: SECRETS } : wrong,
);
