/** Texts that disclose a secret: itself, its parts, and their encodings. Pure. */
import { decoded } from "../../settings/schema/database-url";

/** Minimum length of a part: shorter ones are everyday words, and a log without them is unreadable. */
const LEAST = 6;
/** Minimum length of a path segment that counts as a key. */
const LONG_SEGMENT = 12;

/** Returns all forms of a secret, longest first. @param secret a key, a list, JSON, a URL, a header */
export function formsOf(secret: string): string[] {
  const forms = [secret, ...partsOf(secret)].flatMap(spellings).filter(({ length }) => length >= LEAST);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

function partsOf(secret: string): string[] {
  const words = secret.split(/[\s,;="'{}[\]]+/);
  return words.flatMap((word) => (word.includes("://") ? partsOfUrl(word) : [word, ...word.split(":")]));
}

function partsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [text];
  const { username, password, pathname, searchParams } = new URL(text);
  const segments = pathname.split("/").filter(({ length }) => length >= LONG_SEGMENT);
  return [text, username, password, decoded(password), ...segments, ...searchParams.values()];
}

function spellings(part: string): string[] {
  const digits = part.replace(/^0x/, "");
  const isHex = /^([0-9a-fA-F]{2}){16,}$/.test(digits);
  const asText = [part, encodeURIComponent(part), ...ofBytes(Buffer.from(part))];
  if (!isHex) return asText;
  // A p2p key also without its header of 4 bytes.
  const numbers = digits.length === 72 ? [digits, digits.slice(8)] : [digits];
  return [
    ...asText,
    ...numbers.flatMap((hex) => [hex, BigInt(`0x${hex}`).toString(), ...ofBytes(Buffer.from(hex, "hex"))]),
  ];
}

function ofBytes(bytes: Buffer): string[] {
  return [
    bytes.toString("hex"),
    bytes.join(","),
    bytes.join(", "),
    ...[0, 1, 2].flatMap((offset) => inBase64(bytes, offset)),
  ];
}

/** Returns the base64 digits that depend only on these bytes, after `offset` other bytes. */
function inBase64(bytes: Buffer, offset: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const digits = whole.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3));
  // A truncated end still discloses almost all of it.
  const cut = [digits, digits.slice(0, -1)];
  return cut.flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]);
}
