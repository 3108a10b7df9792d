/** Types of settings, in the formats that the node reads. Source of each: the node's parser. */
import { z } from "zod";
import { checksumAddress, isMixedCase, isWithoutKey, isZero } from "../../keys/addresses";
import { enrProblem, isDialable } from "../../keys/enr";
import { FIELD_MODULUS } from "../../keys/keys";
import { beaconUrlProblem } from "../beacon-url";
import { knownContract } from "../network/known-contracts";
import { publicContract } from "../network/networks";
import { serversOf, serverUrl, serverUrlProblem, urlTextProblem } from "../server-url";
import { described } from "./type-description";

/** A whole number. @param max the node, which is JavaScript, would round a number above 2^53 */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `${min} to ${max}`;
  return described(z.number().int().min(min).max(max), `a whole number ${range}`, "<number>");
}

/** The longest time that a timer of Node.js takes, in ms: a longer one ends after 1 ms. Source: `setTimeout` of Node.js. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** A time in ms. */
export function milliseconds(min: number) {
  return integer(min, LONGEST_TIMER_MS);
}

/** A number with an optional fraction. It is bounded, so that plain digits suffice. */
export function decimal(min: number, max = 1_000_000) {
  const expects = `a number from ${min === 0.000001 ? "0.000001" : min} to ${max}`;
  return described(z.number().min(min).max(max), expects, "<number>");
}

/** true or false. The node itself reads `1`, `true` and `TRUE` as true and everything else as false, also "True" and "yes". */
export function toggle() {
  return described(z.boolean(), "true or false, in lower case", "true|false");
}

export function port() {
  return described(z.number().int().min(1).max(65_535), "a port from 1 to 65535", "<port>");
}

export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return described(z.enum(values), `one of: ${values.join(", ")}`, `<${values.join("|")}>`);
}

/** A text that matches a pattern. @param pattern of the whole text */
export function text(pattern: RegExp, expects: string, placeholder: string) {
  return described(z.string().regex(pattern), expects, placeholder);
}

export function ipv4() {
  return described(z.ipv4(), "an IPv4 address", "<address>");
}

/** The way out for a server that demands a user and a password. */
interface Credentials {
  /** Continues "the node cannot send them: ". */
  readonly wayOut: string;
}

/** The URL of a server that the node's container queries. */
export function url({ wayOut }: Credentials = { wayOut: "use a server, or a proxy before it, that needs none" }) {
  const type = z.string().superRefine((value, context) => {
    const message = serverUrlProblem(value, wayOut);
    if (message) context.addIssue({ code: "custom", message });
    else if (!serverUrl(value)) context.addIssue({ code: "invalid_format", format: "url" });
  });
  return described(type, "a URL that starts with http:// or https://", "<url>");
}

/** The URL of a server that this machine queries: Pulumi runs here. */
function urlFromHere() {
  const type = z.string().superRefine((value, context) => {
    const { username, password } = serverUrl(value) ?? {};
    const problem = urlTextProblem(value);
    if (problem) context.addIssue({ code: "custom", message: problem });
    else if (serverUrl(value) === undefined) context.addIssue({ code: "invalid_format", format: "url" });
    else if (username || password) {
      const message =
        "has a user or a password before the @, which is not sent: use a server, or a proxy before it, that needs none";
      context.addIssue({ code: "custom", message });
    }
  });
  return described(type, "a URL reachable from this machine, starting with http:// or https://", "<url>");
}

/** An ordered list with at least one element. */
export function list<T extends z.ZodType>(element: T, expects: string, placeholder: string) {
  const type = z
    .array(element)
    .min(1)
    .superRefine((all, context) => {
      const texts = all.map((one) => (typeof one === "string" ? one.replace(/\/+$/, "") : one));
      const second = texts.findIndex((text, i) => typeof text === "string" && texts.indexOf(text) < i);
      if (second > 0) context.addIssue({ code: "custom", path: [second], message: "is in the list twice: remove it" });
    });
  return described(type, `a list of one or more ${expects}`, placeholder);
}

/** A list that belongs to another one: an element may be empty, but not all of them. */
export function parallelList<T extends z.ZodType<string>>(element: T, expects: string, placeholder: string) {
  const type = z
    .array(element)
    .min(1)
    .superRefine((all, context) => {
      if (all.length === 0 || all.some((one) => one !== "")) return;
      context.addIssue({ code: "custom", path: [0], message: "is empty: leave out the setting instead" });
    });
  return described(type, `a list of one or more ${expects}`, placeholder);
}

function urls() {
  return list(url(), "URLs", "<url>,<url>");
}

/** The URL of a beacon server. */
function beaconUrl() {
  const wayOut =
    "set l1ConsensusHostApiKeyHeaders to Authorization, and l1ConsensusHostApiKeys to Basic <user:password in Base64>";
  const type = url({ wayOut }).superRefine((value, context) => {
    const isUrl = serverUrl(value) && serverUrlProblem(value, wayOut) === undefined;
    const message = isUrl ? beaconUrlProblem(value) : undefined;
    if (message) context.addIssue({ code: "custom", message });
  });
  return described(type, "a URL that starts with http:// or https://", "<url>");
}

/** The URL of a server, replaced by its public facts: it may contain an API key. */
export function server() {
  return url().transform((one) => serversOf([one]));
}

/** The URL of a server that this machine queries, replaced by its public facts. */
export function serverFromHere() {
  return urlFromHere().transform((one) => serversOf([one]));
}

/** URLs of servers; some may contain an API key. */
export function servers() {
  return urls().transform(serversOf);
}

/** URLs of beacon servers, to which the node appends its paths. */
export function beaconServers() {
  return list(beaconUrl(), "URLs", "<url>,<url>").transform(serversOf);
}

/** An Ethereum address: not zero, and with a valid EIP-55 checksum if it has capitals. */
export function ethereumAddress() {
  return addressType(() => undefined);
}

/** The Ethereum address of an account, which signs or receives money. Nobody owns an address without a key. */
export function account() {
  return addressType((value) => {
    if (isWithoutKey(value)) return "is an address without a key: what it receives is lost";
    const address = checksumAddress(value);
    const contract = publicContract(address);
    const name = contract ? `the ${contract.name} contract of ${contract.network}` : contractOf(address);
    return name && `is ${name}, not an account: what it receives is lost`;
  });
}

function contractOf(address: string): string | undefined {
  const name = knownContract(address);
  return name && `the contract of ${name}`;
}

const ADDRESS = /^(0x)?[0-9a-fA-F]{40}$/;

/** The address of a governance payload, a contract. */
export function payload() {
  return addressType((value) => {
    if (isWithoutKey(value)) return "is an address without a contract: a vote for it changes nothing";
    const contract = publicContract(checksumAddress(value));
    return (
      contract &&
      `is the ${contract.name} contract of ${contract.network}, not a payload: a vote for it changes nothing`
    );
  });
}

/** @param problemOf a further rule */
function addressType(problemOf: (value: string) => string | undefined) {
  const type = z
    .string()
    .regex(ADDRESS)
    .superRefine((value, context) => {
      if (!ADDRESS.test(value)) return;
      const message = isZero(value)
        ? "is the zero address: nobody has its key"
        : (checksumProblem(value) ?? problemOf(value));
      if (message) context.addIssue({ code: "custom", message });
    });
  return described(type, "an Ethereum address: 0x and 40 hex digits", "<address>", { isHex: true }).transform(
    checksumAddress,
  );
}

function checksumProblem(value: string): string | undefined {
  if (!isMixedCase(value) || checksumAddress(value) === prefixed(value)) return undefined;
  return "has a wrong checksum (EIP-55 capitals): a digit is probably mistyped";
}

export function ethereumAddresses() {
  return list(ethereumAddress(), "Ethereum addresses", "<address>,<address>");
}

export function accounts() {
  return list(account(), "Ethereum addresses", "<address>,<address>");
}

export function aztecAddress() {
  const expects = "an Aztec address: 0x and 64 hex digits, below the field modulus";
  const type = z
    .string()
    .refine((value) => /^(0x)?[0-9a-fA-F]{64}$/.test(value) && BigInt(prefixed(value)) < FIELD_MODULUS)
    .superRefine((value, context) => {
      if (!/^(0x)?0{24}[0-9a-fA-F]{40}$/.test(value) || isZero(value)) return;
      const message =
        "is an Ethereum address with zeros before it, which nobody owns on Aztec: use an Aztec address, or zeros";
      context.addIssue({ code: "custom", message });
    });
  return described(type, expects, "<address>", { isHex: true }).transform((value) => prefixed(value).toLowerCase());
}

/** Returns hex digits with 0x before them. */
function prefixed(value: string): string {
  return value.startsWith("0x") ? value : `0x${value}`;
}

/** A list of ENRs. The node splits it at commas without trimming, so it must not contain spaces. */
export function enrs() {
  return enrList(() => undefined);
}

/** ENRs of peers that the node dials. It exits at start-up if it cannot dial one. */
export function dialableEnrs() {
  const message = "is an ENR without an address and a TCP port: the node cannot dial it and does not start";
  return enrList((value) => (isDialable(value) ? undefined : message));
}

function enrList(problemOf: (enr: string) => string | undefined) {
  const type = z.string().superRefine((value, context) => {
    const message = enrProblem(value) ?? problemOf(value);
    if (message) context.addIssue({ code: "custom", message });
  });
  return list(described(type, "an ENR that starts with enr:-", "<enr>"), "ENRs", "<enr>,<enr>");
}

/** An absolute path in a container or on the host. */
export function absolutePath() {
  const pattern = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/;
  return text(pattern, "an absolute path without spaces and without .., other than /", "</path>");
}
