/** Random secrets of one run, so that any copy comes from this run; and the forms that a copy may have. */
import { randomBytes } from "node:crypto";

export interface Canary {
  /** The setting. */
  readonly name: string;
  readonly secret: string;
  /** Texts that reveal it. */
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

/** Returns the names of the canaries that a text reveals. */
export function sungIn(text: string, canaries: readonly Canary[]): string[] {
  return canaries.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => name);
}
