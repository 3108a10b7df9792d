/** Types of keys that are encrypted, derived or held elsewhere. settings/encrypted-keys.ts decrypts and derives them. */
import { z } from "zod";
import { mnemonicProblem, normalMnemonic } from "../../keys/mnemonic";
import { isWellKnownMnemonic } from "../../keys/published-keys";
import { blsFileProblem, ethereumFileProblem } from "../../keys/encrypted-key";
import { serversOf } from "../server-url";
import { described } from "./type-description";
import { checked, PRESENT } from "./secret-types";
import * as t from "./types";

/** An encrypted Ethereum key. */
export function encryptedEthereumKey() {
  const type = described(checked(ethereumFileProblem), "the JSON of an encrypted Ethereum key", "< <file>");
  return type.transform(() => PRESENT);
}

/** An encrypted BLS key. */
export function encryptedBlsKey() {
  const type = described(checked(blsFileProblem), "the JSON of an encrypted BLS key", "< <file>");
  return type.transform(() => PRESENT);
}

/** The password of an encrypted key. Its content cannot be checked here. */
export function password() {
  return described(z.string().min(1), "a password that is not empty", "").transform(() => PRESENT);
}

/** A mnemonic, replaced by whether it is published. */
export function mnemonic() {
  const type = checked((text) => mnemonicProblem(normalMnemonic(text)));
  return described(type, "a mnemonic: 12 to 24 words of the English BIP-39 list", "").transform((text) => ({
    isPublished: isWellKnownMnemonic(text),
  }));
}

/** The URL of a remote signer, replaced by whether it contains a key. */
export function signer() {
  const type = t.url().superRefine((text, context) => {
    const { pathname = "" } = URL.parse(text) ?? {};
    if (!/\/(api\/v1|metrics|upcheck|healthcheck)(\/|$)/.test(pathname)) return;
    context.addIssue({ code: "custom", message: "has the path of one operation of Web3Signer: end the URL before it" });
  });
  return described(type, "a URL that starts with http:// or https://", "<url>").transform((text) => serversOf([text]));
}
