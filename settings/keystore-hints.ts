/** What is probably wrong with a text that is no keystore file, and with values in one that is damaged. Pure. */
import { parseJson, type Place } from "../keys/json";
import { oddCharacter } from "./odd-text";
import { hasPlaceholder, hasTemplate, PLACEHOLDER } from "./placeholders";

/** Returns what a text is instead of a keystore file, as a predicate; undefined if it is not known. Never repeats it. */
export function meantInsteadOfKeystore(text: string): string | undefined {
  const value = parseJson(text);
  if (value === undefined) return otherText(text.trim());
  if (Array.isArray(value)) {
    return "is a list: a keystore file has the field validators. The file for an attester's registration has only public data";
  }
  if (typeof value !== "object" || value === null) return "is not the content of a keystore file";
  const names = Object.keys(value).map((name) => name.toLowerCase());
  if (names.includes("crypto")) {
    return "is one encrypted key: remove keystore, and set attesterEncryptedKey and attesterPassword";
  }
  return "schemaVersion" in value ? undefined : "has no schemaVersion: it must be the number 1 or 2";
}

function otherText(text: string): string {
  if (/^(\/|\.{1,2}\/|~|[A-Za-z]:\\|file:)/.test(text) || /^\S+\.json$/.test(text)) {
    return "is the path of a file: set the content of the file";
  }
  if (hasTemplate(text)) return PLACEHOLDER;
  return "is not JSON: check its quotes, commas and brackets, for example with jq . <file>";
}

/** Fields whose values are numbers. */
const NUMBERS = ["schemaVersion", "addressIndex", "accountIndex", "addressCount", "accountCount"];
/** Fields whose values may be keys. */
const KEYS = ["attester", "publisher", "eth", "bls", "slasher", "prover", "fundingAccount"];
/** Fields whose values have many hex digits. */
const HEX = [...KEYS, "address", "id", "coinbase", "feeRecipient"];

/** Finds values in a damaged file that are wrong by themselves. Never repeats one. */
export function damagedValues(text: string): { readonly at: Place; readonly message: string }[] {
  return leavesOf(parseJson(text), []).flatMap(({ at, value }) => {
    const message = damageOf(String(at.filter((step) => typeof step === "string").at(-1)), value);
    return message === undefined ? [] : [{ at, message }];
  });
}

function leavesOf(value: unknown, at: Place): { readonly at: Place; readonly value: unknown }[] {
  if (typeof value !== "object" || value === null) return at.length === 0 ? [] : [{ at, value }];
  if (Array.isArray(value)) return value.flatMap((one: unknown, i) => leavesOf(one, [...at, i]));
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...at, name]));
}

function damageOf(field: string, value: unknown): string | undefined {
  if (typeof value === "number" && HEX.includes(field)) {
    return "is a number, which keeps too few digits: write all digits again, in quotes";
  }
  if (typeof value === "string" && NUMBERS.includes(field)) return "is a text: write the number without quotes";
  if (typeof value !== "string") return undefined;
  if (hasPlaceholder(value)) return PLACEHOLDER;
  const odd = oddCharacter(value);
  if (odd) return `has ${odd}`;
  const isBareKey = /^[0-9a-f]{64}$/i.test(value) && KEYS.includes(field);
  return isBareKey ? "is a key without 0x: write 0x before it" : undefined;
}
