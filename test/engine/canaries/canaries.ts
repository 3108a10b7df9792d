/** Secrets that are drawn for one run, so that wherever they are found, they came from there; and how they may look. */
import { randomBytes } from "node:crypto";

export interface Canary {
  /** The setting. */
  readonly name: string;
  readonly secret: string;
  /** Texts that give it away. */
  readonly forms: readonly string[];
}

/** 32 bytes that are a key of every kind there is: small enough for each curve. */
export function keyCanary(name: string): Canary {
  return canaryOfKey(name, `1${randomBytes(32).toString("hex").slice(1)}`);
}

/** @param hex 64 hex digits in small letters */
export function canaryOfKey(name: string, hex: string): Canary {
  const bytes = Buffer.from(hex, "hex");
  const forms = [hex, hex.toUpperCase(), ...inBase64(bytes), BigInt(`0x${hex}`).toString(), bytes.join(",")];
  return { name, secret: `0x${hex}`, forms };
}

/** A text with letters and digits alone. */
export function textCanary(name: string): Canary {
  return canaryOfText(name, `canary${randomBytes(20).toString("hex")}`);
}

/** A text that was drawn elsewhere. */
export function canaryOfText(name: string, secret: string): Canary {
  const bytes = Buffer.from(secret);
  return { name, secret, forms: [secret, secret.toUpperCase(), ...inBase64(bytes), bytes.toString("hex")] };
}

/** In each of the three ways that bytes fall into base64's groups, without the ends that its neighbours decide. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replaceAll("=", "");
    const inner = text.slice(offset === 0 ? 0 : offset + 1, -1);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** Names of the canaries that a text gives away. */
export function sungIn(text: string, canaries: readonly Canary[]): string[] {
  return canaries.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => name);
}
