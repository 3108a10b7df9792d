/**
 * The types of keys that another setting opens, or that another machine has. What is in them is known only by both:
 * sealed-keys.ts.
 */
import { z } from "zod";
import { mnemonicProblem, normalMnemonic } from "../../keys/mnemonic";
import { blsFileProblem, ethereumFileProblem } from "../../keys/encrypted-key";
import { described } from "./type-description";
import { checked, PRESENT } from "./secret-types";
import { hasKey, url } from "./types";

/** An Ethereum key's encrypted file. */
export function encryptedEthereumKey() {
  const type = described(checked(ethereumFileProblem), "an encrypted Ethereum key's JSON", "< <file>");
  return type.transform(() => PRESENT);
}

/** A BLS key's encrypted file. */
export function encryptedBlsKey() {
  const type = described(checked(blsFileProblem), "an encrypted BLS key's JSON", "< <file>");
  return type.transform(() => PRESENT);
}

/** What opens a file: what it is nobody can tell. */
export function password() {
  return described(z.string().min(1), "a password, not an empty one", "").transform(() => PRESENT);
}

/** The words that keys follow from. */
export function mnemonic() {
  const type = checked((text) => mnemonicProblem(normalMnemonic(text)));
  return described(type, "a mnemonic: 12 to 24 words of BIP-39's English list", "").transform(() => PRESENT);
}

/** A remote signer; of it stays whether its URL has a key. */
export function signer() {
  return url().transform((text) => ({ hasKey: hasKey(text) }));
}
