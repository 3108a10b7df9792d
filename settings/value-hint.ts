/** What probably happened to a value that its type refuses. Pure; no hint repeats a value. */
import { z } from "zod";
import { parseConfigText } from "./config-values";
import { oddCharacter } from "./odd-text";
import { hasPlaceholder } from "./placeholders";
import { describeType } from "./schema/type-description";

/** What a value was meant to be. */
interface Meant {
  /** Follows "must be": `a port from 1 to 65535`. */
  readonly expected: string;
  /** What the type itself says; undefined if it only describes what it expects. */
  readonly own: string | undefined;
}

/** A number as Pulumi prints one that has more digits than a number keeps: `1.04e+48`. */
const SHORTENED = /^\d(\.\d+)?e\+\d+$/i;
const LOST =
  "lost its digits: without quotes, YAML reads hex digits as a number. Set it again as a whole, and in the file write it in quotes";

/** Returns the message for a value that its type refuses. @param value as the configuration has it */
export function refusal(type: z.ZodType, value: unknown, { expected, own }: Meant): string {
  if (value === null || value === "") return own ?? `is empty, but must be ${expected}`;
  if (typeof value !== "string") return own ?? `must be ${expected}`;
  const form = describeType(type).expects.includes("JSON") ? undefined : formOf(value);
  if (form)
    return `is a ${form}, but must be ${expected}: write ${form === "list" ? "its one element" : "the value"} alone`;
  if (SHORTENED.test(value) || (describeType(type).isHex && isShortNumber(value))) return LOST;
  const hint = own === undefined ? hintFor(type, value) : oddHint(type, value);
  return `${own ?? `must be ${expected}`}${hint ? `: ${hint}` : ""}`;
}

/** Returns whether a text is a list or a group of the stack's file, which Pulumi stores as JSON. */
function formOf(value: string): "list" | "group" | undefined {
  if (!/^\s*[[{]/.test(value)) return undefined;
  const json = parseConfigText(value);
  if (typeof json !== "object" || json === null) return undefined;
  return Array.isArray(json) ? "list" : "group";
}

/** Returns whether a text is a decimal number that is too short for an address. */
function isShortNumber(value: string): boolean {
  return /^\d{1,39}$/.test(value);
}

/** Explains the message of a secret's type: types of other values find such characters themselves. */
function oddHint(type: z.ZodType, value: string): string | undefined {
  const odd = describeType(type).placeholder === "" ? oddCharacter(value) : undefined;
  return odd && `this has ${odd}`;
}

function hintFor(type: z.ZodType, value: string): string | undefined {
  const odd = oddCharacter(value);
  if (odd) return `this has ${odd}`;
  if (describeType(type).isHex && /^(0x)?[0-9a-f]{64}$/i.test(value) && describeType(type).expects.includes(" 40 ")) {
    return "this has 64, as a private key has, which must never be here";
  }
  if (type instanceof z.ZodEnum) {
    const meant = type.options.find((option) => option === value.toLowerCase());
    return meant === undefined ? undefined : `write ${String(meant)}, in lower case`;
  }
  if (type instanceof z.ZodNumber) return numberHint(value);
  if (describeType(type).placeholder === "</path>") return pathHint(value);
  return hasPlaceholder(value) ? "this has a placeholder of a guide, to replace by your own value" : undefined;
}

function numberHint(value: string): string | undefined {
  if (/^\d[\d.,_]*\s*[a-z%]+$/i.test(value)) return "write the number alone, without a unit";
  if (/^-?0\d/.test(value)) return "write it without the zeros before it, with which YAML reads some numbers as octal";
  if (/^\d{1,3}([,_' ]\d{3})+$/.test(value)) return "write the digits alone, without separators";
  return /^\d+,\d+$/.test(value) ? "write a point before the fraction" : undefined;
}

function pathHint(value: string): string | undefined {
  if (/^[~$]/.test(value)) return "nothing replaces ~ or a variable, so write the whole path";
  if (/[^/]\/$/.test(value)) return "remove the slash at its end";
  return value.includes(":") ? "write the host's path alone, without :" : undefined;
}
