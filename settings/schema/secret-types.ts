/**
 * Types of secret settings. Each checks the secret and replaces it by its public part: the address of a key, not the
 * key. So neither checked settings nor anything derived from them contains a secret.
 */
import { z } from "zod";
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem, p2pKeyProblem, peerId, scalarOf } from "../../keys/keys";
import { described } from "./type-description";
import { hasPlaceholder } from "../placeholders";
import { list, parallelList } from "./types";

/** A text with its own check. @param problemOf never repeats the text */
export function checked(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = problemOf(text);
    if (message) context.addIssue({ code: "custom", message });
  });
}

function ethereumKeyText() {
  return described(checked(ethereumKeyProblem), "a private key: 64 hex digits, with or without 0x", "");
}

/** An Ethereum private key, replaced by its address. */
export function ethereumKey() {
  return ethereumKeyText().transform((key) => ({ address: ethereumAddress(key) }));
}

/** Ethereum private keys, replaced by their addresses. */
export function ethereumKeys() {
  return list(ethereumKeyText(), "private keys", "").transform((keys) => ({ addresses: keys.map(ethereumAddress) }));
}

/** A libp2p key, replaced by its peer id and the Ethereum address of the same number. */
export function p2pKey() {
  const type = described(checked(p2pKeyProblem), "a p2p key: 72 hex digits without 0x, starting with 08021220", "");
  return type.transform((key) => ({ peerId: peerId(key), address: ethereumAddress(scalarOf(key)) }));
}

/** A BLS private key, replaced by the Ethereum address of the same number. */
export function blsKey() {
  return described(checked(blsKeyProblem), "a BLS private key: 0x and 64 hex digits", "").transform((key) => ({
    /** Of the same number, were it an Ethereum key. */
    address: ethereumAddress(key),
  }));
}

/** What is before an API key that is the value of a header. */
const SCHEME = /^(Basic|Bearer) /i;

const QUOTED = /^(["'`]).*\1$/;

/** API keys, replaced by their number and by what is before each. An empty one is for a server without a key. */
export function apiKeys() {
  const type = z
    .string()
    .regex(/^(((Basic|Bearer) )?[\x21-\x2b\x2d-\x7e]+)?$/i)
    .refine((key) => !hasPlaceholder(key) && !QUOTED.test(key))
    .superRefine((key, context) => {
      const isPlainUser = /^Basic .*[^\w+/=-]/i.test(key);
      if (isPlainUser)
        context.addIssue({ code: "custom", message: "has a user and a password that are not in Base64" });
    });
  const key = described(type, "a key without spaces and commas, and no placeholder of a guide", "");
  return parallelList(key, "API keys", "").transform((keys) => ({ count: keys.length, schemes: keys.map(schemeOf) }));
}

function schemeOf(key: string): "named" | "none" | "empty" {
  if (key === "") return "empty";
  return SCHEME.test(key) ? "named" : "none";
}

/** A password of the admin API. The node receives its hash. */
export function adminKey() {
  const expects = "a password of at least 32 letters and digits";
  return described(z.string().regex(/^[\w-]{32,}$/), expects, "").transform(() => PRESENT);
}

/** Stands for a secret without a public part. */
export const PRESENT = { present: true } as const;
