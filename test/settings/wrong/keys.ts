/** Keys that are wrong by themselves, or with what opens them: each refused before anything is made. */
import { ethereumAddress } from "../../../keys/keys";
import { KEYSTORE, samples, TEST_KEYS, WELL_KNOWN_KEYS } from "../samples";
import { blsFile, ethereumFile } from "../sealed";
import { testnet } from "../stacks";
import { wrongKeys as one } from "./further";
import { omit, type Wrong } from "./wrong";

type Values = Readonly<Record<string, unknown>>;

const bare = omit(testnet, "attesterPrivateKey");
const { password, sealed, mnemonic } = TEST_KEYS;
const another = "a".repeat(64);
const file = { attesterEncryptedKey: samples.attesterEncryptedKey, attesterPassword: password };
const words = { attesterMnemonic: mnemonic };
const second = { ...testnet, "attesterPrivateKey-second": another };
const CURVE_ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const FIELD_MODULUS = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
const own = ethereumAddress(TEST_KEYS.attester);

const formOf = (path: string, cases: Readonly<Record<string, unknown>>): Wrong[] =>
  Object.entries(cases).map(([what, value]) =>
    one(`${path}: ${what}`, path, { ...second, ...beside[path], [path]: value }),
  );
/** What a setting is of no use without. */
const beside: Readonly<Record<string, Values>> = {
  "attesterEncryptedKey-second": { "attesterPassword-second": password },
  "blsEncryptedKey-second": { "blsPassword-second": password },
  "attesterAddress-second": { remoteSignerUrl: samples.remoteSignerUrl },
};

const forms: readonly Wrong[] = [
  ...formOf("attesterPrivateKey-second", {
    "one digit short": another.slice(1),
    "one digit long": `0x${another}a`,
    "0x twice": `0x0x${another.slice(2)}`,
    "a letter that is no digit": `${another.slice(1)}g`,
    zero: "0".repeat(64),
    "the curve's order": CURVE_ORDER,
    "above the curve's order": "f".repeat(64),
    "an address": own,
    "a p2p key": TEST_KEYS.p2p,
    empty: "",
  }),
  ...formOf("blsPrivateKey-second", {
    "without 0x": TEST_KEYS.bls.slice(2),
    "one digit short": TEST_KEYS.bls.slice(0, -1),
    zero: `0x${"0".repeat(64)}`,
    "the field's modulus": FIELD_MODULUS,
  }),
  ...formOf("attesterMnemonic-second", {
    "eleven words": mnemonic.split(" ").slice(1).join(" "),
    "a wrong checksum": mnemonic.replace(/rice$/, "fox"),
    "two words changed about": mnemonic.replace("fox title", "title fox"),
    "a word of no list": mnemonic.replace("merit", "merits"),
    "a capital": mnemonic.replace("fox", "Fox"),
  }),
  ...formOf("attesterEncryptedKey-second", {
    "no JSON": "geth",
    "a keystore file of the node": KEYSTORE,
    "a BLS key's file": samples.blsEncryptedKey,
    "version 1": ethereumFile(another, password, "scrypt", { version: 1 }),
    "a kdf that there is not": ethereumFile(another, password).replace('"scrypt"', '"argon2"'),
    "more memory than there is": ethereumFile(another, password).replace('"n":256', '"n":67108864'),
    "a cost that is no power of two": ethereumFile(another, password).replace('"n":256', '"n":300'),
  }),
  ...formOf("blsEncryptedKey-second", {
    "an Ethereum key's file": samples.attesterEncryptedKey,
    "scrypt, which the node's tool does not open": blsFile(TEST_KEYS.sealedBls, password).replace("pbkdf2", "scrypt"),
  }),
  ...formOf("attesterAddress-second", {
    "capitals that do not fit": String(samples.attesterAddress).replace("dbF0", "dBF0"),
    "one digit short": String(samples.attesterAddress).slice(0, -1),
    zero: `0x${"0".repeat(40)}`,
  }),
  ...formOf("coinbase-second", {
    "a private key": another,
    "capitals that do not fit": own.toUpperCase().replace("0X", "0x").replace(/[A-F]/, "a"),
  }),
  ...formOf("feeRecipient-second", { "an Ethereum address": own }),
  ...formOf("remoteSignerUrl-second", {
    "no scheme": "signer:9000",
    "the container itself": "http://localhost:9000",
    "a file": "file:///signer",
  }),
];

const opened: readonly Wrong[] = [
  one("a wrong password", "attesterPassword", { ...bare, ...file, attesterPassword: "another-password" }),
  one("a wrong password, pbkdf2", "attesterPassword", {
    ...bare,
    attesterEncryptedKey: ethereumFile(sealed, password, "pbkdf2"),
    attesterPassword: "another-password",
  }),
  one("a wrong password of a further attester", "attesterPassword-second", {
    ...testnet,
    "attesterEncryptedKey-second": samples.attesterEncryptedKey,
    "attesterPassword-second": "another-password",
  }),
  one("no password", "attesterPassword", omit({ ...bare, ...file }, "attesterPassword")),
  one("a password of nothing", "attesterPassword", { ...testnet, attesterPassword: password }),
  one("a file that says another address than its key's", "attesterEncryptedKey", {
    ...bare,
    ...file,
    attesterEncryptedKey: ethereumFile(sealed, password, "scrypt", { address: own.slice(2).toLowerCase() }),
  }),
  one("a file with a key out of range", "attesterEncryptedKey", {
    ...bare,
    ...file,
    attesterEncryptedKey: ethereumFile(CURVE_ORDER, password),
  }),
  one("a file with a key that everyone knows", "attesterEncryptedKey", {
    ...bare,
    ...file,
    attesterEncryptedKey: ethereumFile(WELL_KNOWN_KEYS[3], password),
  }),
  one("a wrong BLS password", "blsPassword", {
    ...testnet,
    blsEncryptedKey: samples.blsEncryptedKey,
    blsPassword: "another-password",
  }),
  one("no BLS password", "blsPassword", { ...testnet, blsEncryptedKey: samples.blsEncryptedKey }),
  one("a BLS password of nothing", "blsPassword", { ...testnet, blsPassword: password }),
  one("a BLS file with a key out of range", "blsEncryptedKey", {
    ...testnet,
    blsEncryptedKey: blsFile(FIELD_MODULUS, password),
    blsPassword: password,
  }),
  one("the mnemonic of development chains", "attesterMnemonic", {
    ...bare,
    attesterMnemonic: "test test test test test test test test test test test junk",
  }),
  one("more keys of a mnemonic than a node has", "mnemonicAddressCount", {
    ...{ ...bare, ...words },
    ...{ mnemonicAddressCount: 51, mnemonicAccountCount: 2 },
  }),
  ...["mnemonicAccountIndex", "mnemonicAccountCount", "mnemonicAddressIndex", "mnemonicAddressCount"].map((path) =>
    one(`${path} without a mnemonic`, path, { ...testnet, [path]: samples[path] }),
  ),
  one("a mnemonic of two attesters with one BLS key", "blsPrivateKey", {
    ...{ ...bare, ...words, mnemonicAddressCount: 2 },
    blsPrivateKey: TEST_KEYS.bls,
  }),
];

export const wrongKeys: readonly Wrong[] = [...forms, ...opened];
