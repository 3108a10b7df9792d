/**
 * The types of secret settings. A secret is checked here once, and what is left of it is what is public of it: the
 * address of a key, not the key. So no checked settings, and nothing made from them, can give one away.
 */
import { z } from "zod";
import { NO_FACTS, parseKeystore } from "../../keys/keystore-file";
import {
  blsKeyProblem,
  databaseFingerprint,
  ethereumAddress,
  ethereumKeyProblem,
  p2pKeyProblem,
  peerId,
  scalarOf,
} from "../../keys/keys";
import { described } from "./type-description";
import { list } from "./types";

/** A text with a check of its own. @param problemOf never repeats the text */
export function checked(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = problemOf(text);
    if (message) context.addIssue({ code: "custom", message });
  });
}

function ethereumKeyText() {
  return described(checked(ethereumKeyProblem), "a private key: 64 hex digits, with 0x before them or not", "");
}

/** An Ethereum private key; of it stays the address. */
export function ethereumKey() {
  return ethereumKeyText().transform((key) => ({ address: ethereumAddress(key) }));
}

/** Ethereum private keys; of them stay the addresses. */
export function ethereumKeys() {
  return list(ethereumKeyText(), "private keys", "").transform((keys) => ({ addresses: keys.map(ethereumAddress) }));
}

/** A libp2p key; of it stay the peer id, and the Ethereum address of the same number. */
export function p2pKey() {
  const type = described(checked(p2pKeyProblem), "a p2p key: 72 hex digits without 0x, beginning with 08021220", "");
  return type.transform((key) => ({ peerId: peerId(key), address: ethereumAddress(scalarOf(key)) }));
}

/** A BLS private key; of it stays that it is there. */
export function blsKey() {
  return described(checked(blsKeyProblem), "a BLS private key: 0x and 64 hex digits", "").transform(() => PRESENT);
}

/** A whole keystore file; of it stay the attesters' addresses, as far as they can be known here. */
export function keystoreFile() {
  const type = checked((text) => {
    const parsed = parseKeystore(text);
    return typeof parsed === "string" ? parsed : undefined;
  });
  return described(type, "a keystore file's JSON", "").transform((text) => {
    const parsed = parseKeystore(text);
    return typeof parsed === "string" ? NO_FACTS : parsed;
  });
}

/** A PostgreSQL server with its password; of it stays a fingerprint of which database it is. */
export function databaseUrl() {
  const pattern = /^postgres(ql)?:\/\/[^\s:@/]+:[^\s@/]+@[^\s:@/]+(:\d+)?\/[^\s/]+$/;
  const takes = "a database: postgresql://<user>:<password>@<host>:<port>/<name>";
  return described(z.string().regex(pattern), takes, "").transform((text) => ({ database: databaseFingerprint(text) }));
}

/** Keys for servers, in the servers' order. */
export function apiKeys() {
  const key = described(z.string().regex(/^[^\s,]+$/), "a key without spaces and commas", "");
  return list(key, "API keys", "").transform((keys) => ({ count: keys.length }));
}

/** A password for the node's administration; the node gets its hash. */
export function adminKey() {
  const takes = "a password of 32 letters and digits or more";
  return described(z.string().regex(/^[\w-]{32,}$/), takes, "").transform(() => PRESENT);
}

/** What is left of a secret that nothing else is to be known of. */
export const PRESENT = { present: true } as const;
