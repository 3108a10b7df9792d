/**
 * Keys from a mnemonic, at the paths of the node's own tool: `aztec validator-keys new --mnemonic`.
 * Source: @aztec/cli 4.1.2, cmds/validator_keys, and @aztec/foundation, crypto/bls; the same in 5.2.0.
 */
import { pbkdf2Sync } from "node:crypto";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { FIELD_MODULUS } from "./keys";
import { bip32, bip39, english } from "./late-libraries";

/** Which of a mnemonic's keys: the tool's `--account-index` and `--address-index`, both from 0. */
export interface KeyIndex {
  readonly accountIndex?: number;
  readonly addressIndex?: number;
}

/** How many words a mnemonic may have. */
const LENGTHS = [12, 15, 18, 21, 24];

/**
 * A mnemonic of random bytes.
 *
 * @param entropy 16 bytes for 12 words, 32 for 24
 * @throws if there are fewer or more
 */
export function mnemonicOf(entropy: Uint8Array): string {
  return bip39().entropyToMnemonic(entropy, english().wordlist);
}

/** The words with one space between them: as typed in lines, or pasted with spaces around them. */
export function normalMnemonic(text: string): string {
  return text.normalize("NFKD").trim().split(/\s+/).join(" ");
}

/** What is wrong with a mnemonic, or undefined. Says where, and never which word. @param text as normalMnemonic gives it */
export function mnemonicProblem(text: string): string | undefined {
  const words = text.split(" ");
  if (!LENGTHS.includes(words.length))
    return `is not a mnemonic: it takes ${LENGTHS.join(", ")} words, not ${words.length}`;
  const known = new Set(english().wordlist);
  const unknown = words.findIndex((word) => !known.has(word));
  if (unknown >= 0) return `is not a mnemonic: word ${unknown + 1} is not of BIP-39's English list, in small letters`;
  return bip39().validateMnemonic(text, english().wordlist)
    ? undefined
    : "is not a mnemonic: its checksum says that a word is wrong or misplaced";
}

/**
 * BIP-39's 64 bytes, without a passphrase. By Node's own function: in JavaScript it takes 60 times as long.
 *
 * @throws if the number of words is not a mnemonic's: keys of fewer could be guessed
 */
function seedOf(mnemonic: string): Uint8Array {
  if (!LENGTHS.includes(mnemonic.split(" ").length)) throw new Error("That is no mnemonic: it has not as many words.");
  return pbkdf2Sync(mnemonic.normalize("NFKD"), "mnemonic", 2048, 64, "sha512");
}

/**
 * The Ethereum key at `m/44'/60'/<account>'/0/<address>`, where wallets have theirs too.
 *
 * @param mnemonic one that `mnemonicProblem` passes; the tool takes no passphrase (it has the option and ignores it)
 * @returns 0x and 64 hex digits
 */
export function ethereumKeyAt(mnemonic: string, index: KeyIndex = {}): string {
  const [key = ""] = ethereumKeysAt(mnemonic, [index]);
  return key;
}

/** Several keys of one mnemonic, whose seed is made once. Otherwise as `ethereumKeyAt`. */
export function ethereumKeysAt(mnemonic: string, all: readonly KeyIndex[]): string[] {
  const root = bip32().HDKey.fromMasterSeed(seedOf(mnemonic));
  return all.map(({ accountIndex = 0, addressIndex = 0 }) => {
    const { privateKey } = root.derive(`m/44'/60'/${accountIndex}'/0/${addressIndex}`);
    if (!privateKey) throw new Error("A mnemonic's seed gives private keys.");
    return `0x${bytesToHex(privateKey)}`;
  });
}

/** What the tool's derivation has for its own, so that no other one gives the same keys. */
const BLS_DOMAIN = utf8ToBytes("Aztec bn254 key");
const FROM_MNEMONIC = Uint8Array.of(0);

/**
 * The BLS key at `m/12381/3600/<account>/0/<address>`. Not EIP-2333's: the path's text is hashed as it is.
 *
 * @param mnemonic one that `mnemonicProblem` passes
 * @param legacy as 2.1.4 and before had it: `m/12381/3600/<address>/0/0`, whatever the account (`LEGACY_BLS_CLI=1`)
 * @returns 0x and 64 hex digits. Never 0, but for one mnemonic in 2^254
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
 * A number of BN254's scalar field from random bytes: 64 of them, so that all numbers are as likely.
 *
 * @returns 0x and 64 hex digits
 */
export function blsKeyOf(bytes: Uint8Array): string {
  const scalar = BigInt(`0x${bytesToHex(bytes)}`) % FIELD_MODULUS;
  return `0x${scalar.toString(16).padStart(64, "0")}`;
}
