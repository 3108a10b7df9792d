/**
 * Derives keys of a mnemonic at the paths of the node's tool, `aztec validator-keys new --mnemonic`.
 * Source: @aztec/cli 4.1.2, cmds/validator_keys, and @aztec/foundation, crypto/bls; the same in 5.2.0.
 */
import { pbkdf2Sync } from "node:crypto";
import { createRequire } from "node:module";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type * as Bip32 from "@scure/bip32";
import type * as Bip39 from "@scure/bip39";
import type * as English from "@scure/bip39/wordlists/english.js";
import { FIELD_MODULUS } from "./keys";

/** Loads libraries only for the few stacks that use a mnemonic: `import` would slow down every start of the program. */
const load = createRequire(__filename);

/* oxlint-disable typescript/no-unsafe-return -- modules loaded by createRequire have only the type declared here */
function bip32(): typeof Bip32 {
  return load("@scure/bip32");
}

function bip39(): typeof Bip39 {
  return load("@scure/bip39");
}

function english(): typeof English {
  return load("@scure/bip39/wordlists/english.js");
}
/* oxlint-enable typescript/no-unsafe-return */

/** The place of a key in a mnemonic: the tool's `--account-index` and `--address-index`, both from 0. */
export interface KeyIndex {
  readonly accountIndex?: number;
  readonly addressIndex?: number;
}

/** Numbers of words that a mnemonic may have. */
const LENGTHS = [12, 15, 18, 21, 24];

/**
 * Encodes random bytes as a mnemonic.
 *
 * @param entropy 16 bytes for 12 words, 32 for 24
 * @throws for another length
 */
export function mnemonicOf(entropy: Uint8Array): string {
  return bip39().entropyToMnemonic(entropy, english().wordlist);
}

/** Returns the words with one space between them: they may be typed in lines, or pasted with spaces around them. */
export function normalMnemonic(text: string): string {
  return text.normalize("NFKD").trim().split(/\s+/).join(" ");
}

/** Returns what is wrong with a mnemonic; undefined if it is valid. Never repeats a word. @param text as `normalMnemonic` returns it */
export function mnemonicProblem(text: string): string | undefined {
  const words = text.split(" ");
  if (!LENGTHS.includes(words.length))
    return `is not a mnemonic: it has ${words.length} words, not ${LENGTHS.join(", ")}`;
  const wordlist = new Set(english().wordlist);
  const unlisted = words.findIndex((word) => !wordlist.has(word));
  if (unlisted >= 0) return `is not a mnemonic: word ${unlisted + 1} is not in the English BIP-39 list (lower case)`;
  return bip39().validateMnemonic(text, english().wordlist)
    ? undefined
    : "is not a mnemonic: the checksum does not match, so a word is wrong or misplaced";
}

/**
 * Derives BIP-39's seed of 64 bytes, without a passphrase. Node.js's function is 60 times faster than JavaScript.
 *
 * @throws if the number of words is invalid: keys of fewer words could be guessed
 */
function seedOf(mnemonic: string): Uint8Array {
  if (!LENGTHS.includes(mnemonic.split(" ").length)) throw new Error("A mnemonic has 12, 15, 18, 21 or 24 words.");
  return pbkdf2Sync(mnemonic.normalize("NFKD"), "mnemonic", 2048, 64, "sha512");
}

/**
 * Derives the Ethereum key at `m/44'/60'/<account>'/0/<address>`, as wallets do.
 *
 * @param mnemonic one that `mnemonicProblem` accepts; the tool has an option for a passphrase, but ignores it
 * @returns 0x and 64 hex digits
 */
export function ethereumKeyAt(mnemonic: string, index: KeyIndex = {}): string {
  const [key = ""] = ethereumKeysAt(mnemonic, [index]);
  return key;
}

/** Derives several keys of one mnemonic, computing its seed once. Otherwise as `ethereumKeyAt`. */
function ethereumKeysAt(mnemonic: string, all: readonly KeyIndex[]): string[] {
  const root = bip32().HDKey.fromMasterSeed(seedOf(mnemonic));
  return all.map(({ accountIndex = 0, addressIndex = 0 }) => {
    const { privateKey } = root.derive(`m/44'/60'/${accountIndex}'/0/${addressIndex}`);
    if (!privateKey) throw new Error("The seed of the mnemonic has no private key at this path.");
    return `0x${bytesToHex(privateKey)}`;
  });
}

/** Selects the keys of a mnemonic that attest, with the names of a keystore file. */
export interface KeyRange {
  /** The first account. @default 0 */
  readonly accountIndex?: number | undefined;
  /** @default 1 */
  readonly accountCount?: number | undefined;
  /** The first address of each account. @default 0 */
  readonly addressIndex?: number | undefined;
  /** Addresses of each account. @default 1 */
  readonly addressCount?: number | undefined;
}

/** The maximum number of keys of one mnemonic. Each is derived twice, a few milliseconds each: here and for the keystore. */
export const MOST_KEYS = 100;

/** Paths have no larger index: the upper half of the numbers is for hardened ones. */
export const LARGEST_INDEX = 2 ** 31 - 1;

/** Returns whether all keys of a range have a path. */
export function hasPaths({
  accountIndex = 0,
  accountCount = 1,
  addressIndex = 0,
  addressCount = 1,
}: KeyRange): boolean {
  return accountIndex + accountCount - 1 <= LARGEST_INDEX && addressIndex + addressCount - 1 <= LARGEST_INDEX;
}

/** Counts the keys of a range. */
export function rangeSize({ accountCount = 1, addressCount = 1 }: KeyRange): number {
  return accountCount * addressCount;
}

/**
 * Derives the Ethereum keys of a range, in the node's order: all addresses of an account, then those of the next one.
 *
 * @param text a mnemonic that `mnemonicProblem` accepts once it is normalized
 * @returns 0x and 64 hex digits each
 */
export function ethereumKeysIn(text: string, range: KeyRange): string[] {
  const { accountIndex: firstAccount = 0, accountCount = 1, addressIndex: firstAddress = 0, addressCount = 1 } = range;
  const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
  const indices = from(firstAccount, accountCount).flatMap((accountIndex) =>
    from(firstAddress, addressCount).map((addressIndex) => ({ accountIndex, addressIndex })),
  );
  return ethereumKeysAt(normalMnemonic(text), indices);
}

/** The domain of the tool's derivation: no other derivation yields the same keys. */
const BLS_DOMAIN = utf8ToBytes("Aztec bn254 key");
const FROM_MNEMONIC = Uint8Array.of(0);

/**
 * Derives the BLS key at `m/12381/3600/<account>/0/<address>`. Unlike EIP-2333, it hashes the text of the path.
 *
 * @param mnemonic one that `mnemonicProblem` accepts
 * @param legacy the path of 2.1.4 and before: `m/12381/3600/<address>/0/0` for every account (`LEGACY_BLS_CLI=1`)
 * @returns 0x and 64 hex digits. 0 only for one mnemonic in 2^254
 */
export function blsKeyAt(
  mnemonic: string,
  { accountIndex = 0, addressIndex = 0 }: KeyIndex = {},
  legacy = false,
): string {
  const path = legacy ? `m/12381/3600/${addressIndex}/0/0` : `m/12381/3600/${accountIndex}/0/${addressIndex}`;
  const digest = hmac(sha512, BLS_DOMAIN, concatBytes(FROM_MNEMONIC, seedOf(mnemonic), utf8ToBytes(path)));
  return blsKeyOf(digest);
}

/**
 * Reduces 64 random bytes to a number of BN254's scalar field, so that all numbers are equally likely.
 *
 * @returns 0x and 64 hex digits
 */
export function blsKeyOf(bytes: Uint8Array): string {
  const scalar = BigInt(`0x${bytesToHex(bytes)}`) % FIELD_MODULUS;
  return `0x${scalar.toString(16).padStart(64, "0")}`;
}
