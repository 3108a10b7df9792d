/** The types of values that settings have, by the formats the node reads. Source of each: its own parser. */
import { z } from "zod";
import { checksumAddress, isMixedCase, isZero } from "../../keys/addresses";
import { enrProblem, isDialable } from "../../keys/enr";
import { FIELD_MODULUS } from "../../keys/keys";
import { described } from "./type-description";

/** A whole number. @param max beyond 2^53 the node, which is JavaScript, would round */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `${min} to ${max}`;
  return described(z.number().int().min(min).max(max), `a whole number ${range}`, "<number>");
}

/** A number that may have a fraction; written in plain digits, so bounded. */
export function decimal(min: number, max = 1_000_000_000) {
  const takes = `a number from ${min === 0.000001 ? "0.000001" : min}`;
  return described(z.number().min(min).max(max), takes, "<number>");
}

/** The node reads `1`, `true` and `TRUE` as true and all else, "True" and "yes" among it, as false. */
export function toggle() {
  return described(z.boolean(), "true or false, in small letters", "true|false");
}

export function port() {
  return described(z.number().int().min(1).max(65_535), "a port: 1 to 65535", "<port>");
}

export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return described(z.enum(values), `one of: ${values.join(", ")}`, `<${values.join("|")}>`);
}

/** A text of a form. @param pattern of the whole text */
export function text(pattern: RegExp, takes: string, blank: string) {
  return described(z.string().regex(pattern), takes, blank);
}

export function ipv4() {
  return described(z.ipv4(), "an IPv4 address", "<address>");
}

/** Inside the node's container, "this machine" is the container. */
const HERE = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/i;

const PROTOCOLS = ["http:", "https:"];

/** A server that the node's container reaches. */
export function url() {
  const type = z.string().superRefine((value, context) => {
    const parsed = serverUrl(value);
    if (!parsed) {
      context.addIssue({ code: "invalid_format", format: "url" });
    } else if (HERE.test(parsed.hostname)) {
      const message = `is at ${parsed.hostname}, which inside the node's container is the container itself: write the host's address, or the name of a container in a network of dockerNetworks`;
      context.addIssue({ code: "custom", message });
    }
  });
  return described(type, "a URL that begins with http:// or https://", "<url>");
}

/** A server that this machine asks, where Pulumi runs. */
export function urlFromHere() {
  const type = z.string().refine((value) => serverUrl(value) !== undefined);
  return described(type, "a URL as this machine reaches it, beginning with http:// or https://", "<url>");
}

function serverUrl(value: string): URL | undefined {
  const parsed = /[\s,]/.test(value) ? null : URL.parse(value);
  return parsed?.hostname && PROTOCOLS.includes(parsed.protocol) ? parsed : undefined;
}

/** One or more of a type; the order counts. */
export function list<T extends z.ZodType>(element: T, takes: string, blank: string) {
  return described(z.array(element).min(1), `a list of ${takes}, one at least`, blank);
}

export function urls() {
  return list(url(), "URLs", "<url>,<url>");
}

/** What is left of servers once they are checked: they may hold keys. */
export interface Servers {
  readonly count: number;
  /** Whether a URL has a password in it, or what looks like an API key. */
  readonly hasKey: boolean;
}

/** URLs of which some hold the operator's API key. */
export function servers() {
  return urls().transform((all): Servers => ({ count: all.length, hasKey: all.some(hasKey) }));
}

/** Whether a text is a URL with a password in it, or with what looks like an API key. */
export function hasKey(value: string): boolean {
  const parsed = URL.parse(value);
  if (!parsed) return false;
  const { username, password, pathname, search } = parsed;
  const words = [...pathname.split("/"), ...search.split(/[?&=]/)];
  return username !== "" || password !== "" || words.some((word) => /^[\w-]{20,}$/.test(word));
}

/** An Ethereum address that somebody has: EIP-55 where it has capitals, and not zero. */
export function ethereumAddress() {
  const type = z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{40}$/)
    .superRefine((value, context) => {
      if (isZero(value)) context.addIssue({ code: "custom", message: "is the zero address: nobody has its key" });
      if (!isMixedCase(value) || checksumAddress(value) === checksumAddressOf(value)) return;
      context.addIssue({ code: "custom", message: "has capitals that do not fit (EIP-55): a digit may be mistyped" });
    });
  return described(type, "an Ethereum address: 0x and 40 hex digits", "<address>").transform(checksumAddress);
}

function checksumAddressOf(value: string): string {
  return value.startsWith("0x") ? value : `0x${value}`;
}

export function ethereumAddresses() {
  return list(ethereumAddress(), "Ethereum addresses", "<address>,<address>");
}

export function aztecAddress() {
  const takes = "an Aztec address: 0x and 64 hex digits, of a number below the field's modulus";
  const type = z
    .string()
    .refine((value) => /^(0x)?[0-9a-fA-F]{64}$/.test(value) && BigInt(prefixed(value)) < FIELD_MODULUS);
  return described(type, takes, "<address>").transform((value) => prefixed(value).toLowerCase());
}

function prefixed(value: string): string {
  return value.startsWith("0x") ? value : `0x${value}`;
}

/** A list of records; the node splits it at commas without trimming, so that a space would end it. */
export function enrs() {
  return enrList(() => undefined);
}

/** Records of peers that the node connects to by itself: it ends at its start over one that it cannot dial. */
export function dialableEnrs() {
  const message = "is an ENR without an address and a TCP port: the node could not connect to it, and does not start";
  return enrList((value) => (isDialable(value) ? undefined : message));
}

function enrList(problemOf: (enr: string) => string | undefined) {
  const type = z.string().superRefine((value, context) => {
    const message = enrProblem(value) ?? problemOf(value);
    if (message) context.addIssue({ code: "custom", message });
  });
  return list(described(type, "an ENR: enr:- and letters", "<enr>"), "ENRs", "<enr>,<enr>");
}

/** A path inside a container or on the host. */
export function absolutePath() {
  const pattern = /^(\/[A-Za-z0-9._-]+)+$/;
  return text(pattern, "an absolute path without spaces, and not / itself", "</path>");
}
