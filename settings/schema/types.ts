/** Types of settings, in the formats that the node reads. Source of each: the node's parser. */
import { z } from "zod";
import { checksumAddress, isMixedCase, isWithoutKey, isZero } from "../../keys/addresses";
import { enrProblem, isDialable } from "../../keys/enr";
import { FIELD_MODULUS, urlFingerprint } from "../../keys/keys";
import { beaconUrlProblem } from "../beacon-url";
import { hasPlaceholder } from "../placeholders";
import { described } from "./type-description";

/** A whole number. @param max the node, which is JavaScript, would round a number above 2^53 */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `${min} to ${max}`;
  return described(z.number().int().min(min).max(max), `a whole number ${range}`, "<number>");
}

/** A number with an optional fraction. It is bounded, so that plain digits suffice. */
export function decimal(min: number, max = 1_000_000_000) {
  const expects = `a number from ${min === 0.000001 ? "0.000001" : min}`;
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

/** Names of "this machine", which is the container for a node. */
export const HERE = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/i;

/** The port of Ethereum's Engine API, which accepts its consensus client only. */
const ENGINE_PORT = "8551";

const PROTOCOLS = ["http:", "https:"];

/** The way out for a server that demands a user and a password. */
interface Credentials {
  /** Continues "the node cannot send them: ". */
  readonly wayOut: string;
}

/**
 * The URL of a server that the node's container queries.
 *
 * Source: fetch, which the node uses, refuses a URL with a user or a password; OpenTelemetry's exporter leaves them out.
 */
export function url({ wayOut }: Credentials = { wayOut: "use a server, or a proxy before it, that needs none" }) {
  const type = z.string().superRefine((value, context) => {
    const parsed = serverUrl(value);
    if (/;\s*https?:/.test(value)) {
      context.addIssue({ code: "custom", message: "has several URLs with ; between them: separate them with commas" });
    } else if (!parsed) {
      context.addIssue({ code: "invalid_format", format: "url" });
    } else if (hasPlaceholder(value)) {
      context.addIssue({ code: "custom", message: "has a placeholder of a guide: replace it by your own value" });
    } else if (parsed.username || parsed.password) {
      const message = `has a user or a password before the @, and the node cannot send them: ${wayOut}`;
      context.addIssue({ code: "custom", message });
    } else if (parsed.port === ENGINE_PORT) {
      const message = `points to port ${ENGINE_PORT}, the Engine API between Ethereum's two clients: use that of JSON-RPC, usually 8545`;
      context.addIssue({ code: "custom", message });
    } else if (HERE.test(parsed.hostname)) {
      const message = `points to ${parsed.hostname}, which is the node's own container: use the host's address, or the name of a container in one of dockerNetworks`;
      context.addIssue({ code: "custom", message });
    }
  });
  return described(type, "a URL that starts with http:// or https://", "<url>");
}

/** The URL of a server that this machine queries: Pulumi runs here. */
export function urlFromHere() {
  const type = z.string().refine((value) => serverUrl(value) !== undefined);
  return described(type, "a URL reachable from this machine, starting with http:// or https://", "<url>");
}

function serverUrl(value: string): URL | undefined {
  const parsed = /[\s,]/.test(value) ? null : URL.parse(value);
  return parsed?.hostname && PROTOCOLS.includes(parsed.protocol) ? parsed : undefined;
}

/** An ordered list with at least one element. */
export function list<T extends z.ZodType>(element: T, expects: string, placeholder: string) {
  return described(z.array(element).min(1), `a list of one or more ${expects}`, placeholder);
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

export function urls() {
  return list(url(), "URLs", "<url>,<url>");
}

/** The URL of a beacon server. */
function beaconUrl() {
  const wayOut =
    "set l1ConsensusHostApiKeyHeaders to Authorization, and l1ConsensusHostApiKeys to Basic <user:password in Base64>";
  const type = url({ wayOut }).superRefine((value, context) => {
    const message = serverUrl(value) && beaconUrlProblem(value);
    if (message) context.addIssue({ code: "custom", message });
  });
  return described(type, "a URL that starts with http:// or https://", "<url>");
}

/** The public facts of a list of servers. The URLs may contain keys. */
interface Servers {
  readonly count: number;
  /** Whether a URL contains a password or what looks like an API key. */
  readonly hasKey: boolean;
  /** A digest of each URL, to compare servers without their keys. */
  readonly fingerprints: readonly string[];
  /** Names for the Docker host among them, which a container knows only by `extraHosts`. */
  readonly dockerNames: readonly string[];
}

/** URLs of servers; some may contain an API key. */
export function servers() {
  return urls().transform(serversOf);
}

/** URLs of beacon servers, to which the node appends its paths. */
export function beaconServers() {
  return list(beaconUrl(), "URLs", "<url>,<url>").transform(serversOf);
}

function serversOf(all: readonly string[]): Servers {
  return {
    count: all.length,
    hasKey: all.some(hasKey),
    fingerprints: all.map(urlFingerprint),
    dockerNames: all.flatMap(dockerNamesIn),
  };
}

/** Returns the name of a URL's host if Docker's desktop editions define it, and no other Docker does. */
export function dockerNamesIn(value: string): string[] {
  const name = URL.parse(value)?.hostname ?? "";
  return name.endsWith(".docker.internal") ? [name] : [];
}

/** Returns whether a text is a URL with a password or with what looks like an API key. */
export function hasKey(value: string): boolean {
  const parsed = URL.parse(value);
  if (!parsed) return false;
  const { username, password, pathname, search } = parsed;
  const words = [...pathname.split("/"), ...search.split(/[?&=]/)];
  return username !== "" || password !== "" || words.some((word) => /^[\w-]{20,}$/.test(word));
}

/** An Ethereum address: not zero, and with a valid EIP-55 checksum if it has capitals. */
export function ethereumAddress() {
  return addressType(() => undefined);
}

/** The Ethereum address of an account, which signs or receives money. Nobody owns an address without a key. */
export function account() {
  const message = "is an address without a key: what it receives is lost";
  return addressType((value) => (isWithoutKey(value) ? message : undefined));
}

/** @param problemOf a further rule */
function addressType(problemOf: (value: string) => string | undefined) {
  const type = z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{40}$/)
    .superRefine((value, context) => {
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
  if (!isMixedCase(value) || checksumAddress(value) === checksumAddressOf(value)) return undefined;
  return "has a wrong checksum (EIP-55 capitals): a digit is probably mistyped";
}

function checksumAddressOf(value: string): string {
  return value.startsWith("0x") ? value : `0x${value}`;
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
    .refine((value) => /^(0x)?[0-9a-fA-F]{64}$/.test(value) && BigInt(prefixed(value)) < FIELD_MODULUS);
  return described(type, expects, "<address>", { isHex: true }).transform((value) => prefixed(value).toLowerCase());
}

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
