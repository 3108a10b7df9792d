/** The texts that give a secret away: itself, its parts, and how programs write it. Pure. */

/** Shorter parts are words of everyday: with them gone, nothing of a log could be read. */
const LEAST = 6;
/** A path's segment from this length on is taken for a key. */
const LONG_SEGMENT = 12;

/** @param secret what a setting has: a key, a list, JSON, a URL, a header @returns longest first, each once */
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
  return [text, username, password, decodeURIComponent(password), ...segments, ...searchParams.values()];
}

function spellings(part: string): string[] {
  const digits = part.replace(/^0x/, "");
  const isHex = /^([0-9a-fA-F]{2}){16,}$/.test(digits);
  const asText = [part, encodeURIComponent(part), ...ofBytes(Buffer.from(part))];
  if (!isHex) return asText;
  // Without the 4 bytes of a header before a p2p key, too.
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

/** What of base64 these bytes decide alone, with that many others before them. */
function inBase64(bytes: Buffer, offset: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const own = whole.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3));
  // Cut off at its end, it is still all but told.
  const cut = [own, own.slice(0, -1)];
  return cut.flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]);
}
