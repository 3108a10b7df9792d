/** What a node can do with the URL of a server, and the public facts of one. Pure; no text of a URL leaves this file. */
import ipaddr from "ipaddr.js";
import { urlFingerprint } from "../keys/keys";
import { type L1Service, serviceAt } from "./l1-service";
import { oddCharacter } from "./odd-text";
import { hasPlaceholder, PLACEHOLDER } from "./placeholders";

/** Names of "this machine", which is the container for a node. The parser of URLs has normalized them. */
const HERE =
  /^(([^.]+\.)*localhost\.?|localhost\.localdomain\.?|ip6-(localhost|loopback)|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|\[::ffff:(7f[0-9a-f]{2}:[0-9a-f]+|0:0)\])$/i;

/** Returns whether a host is the node's own container. @param hostname of a parsed URL */
export function isHere(hostname: string): boolean {
  return HERE.test(hostname);
}

/** Returns the message for a host that is the node's own container. */
export function hereMessage(hostname: string): string {
  return `points to ${hostname}, which is the node's own container: use the host's address, or the name of a container in one of dockerNetworks`;
}

/** The port of Ethereum's Engine API, which accepts its consensus client only. */
const ENGINE_PORT = "8551";

/** Returns the parsed URL of a server; undefined for another text. The parser itself accepts `https:host`, and spaces. */
export function serverUrl(value: string): URL | undefined {
  const isWhole = /^https?:\/\/[^/\\]/i.test(value) && !/[\s,\\]/.test(value);
  return (isWhole ? URL.parse(value) : undefined) ?? undefined;
}

/** Returns what is wrong with the text of a URL, whoever queries it; undefined for a right one, and for what is no URL. */
export function urlTextProblem(value: string): string | undefined {
  const odd = oddCharacter(value);
  if (odd) return `has ${odd}, which no URL has: type it again`;
  if (hasPlaceholder(value)) return PLACEHOLDER;
  const { hostname = "", pathname = "" } = serverUrl(value) ?? {};
  // Punctuation of the sentence around it. A name may end with a dot.
  if (value.endsWith(";") || (pathname.length > 1 && value.endsWith("."))) {
    return `ends with ${value.slice(-1)}, which no server's URL does: end the URL before it`;
  }
  return /^(\[.*\]|[\w.-]*)$/.test(hostname) ? undefined : "has a character in its host that no host's name has";
}

/**
 * Returns why a node cannot use a URL; undefined if it can, or if the text is none.
 *
 * Source: fetch, which the node uses, refuses a URL with a user or a password; OpenTelemetry's exporter leaves them out.
 *
 * @param wayOut for a server that demands a user and a password; continues "the node cannot send them: "
 */
export function serverUrlProblem(value: string, wayOut: string): string | undefined {
  if (/;\s*https?:/.test(value)) return "has several URLs with ; between them: separate them with commas";
  if (/^wss?:/i.test(value))
    return "is for WebSockets, which the node does not use: use the server's http:// or https://";
  const problem = urlTextProblem(value);
  if (problem) return problem;
  const url = serverUrl(value);
  if (!url) return undefined;
  return textProblem(value, url) ?? credentialsProblem(url, wayOut) ?? placeProblem(url);
}

function textProblem(value: string, { hostname, hash }: URL): string | undefined {
  if (/^https?\.?$/i.test(hostname)) return "begins with http:// or https:// twice";
  return hash || value.includes("#")
    ? "has a # in it, and the node would request nothing behind it: end the URL before the #"
    : undefined;
}

function credentialsProblem({ username, password }: URL, wayOut: string): string | undefined {
  if (!username && !password) return undefined;
  return `has a user or a password before the @, and the node cannot send them: ${wayOut}`;
}

/** Ranges of addresses at which no server can be. */
const NOWHERE: Readonly<Record<string, string>> = {
  linkLocal: "a link-local address, which the container cannot reach",
  multicast: "a multicast address",
  broadcast: "a broadcast address",
  unspecified: "not the address of a host",
};

/** Ranges for documentation (RFC 5737). Other reserved ones are used in closed networks. */
const DOCUMENTATION = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"].map((range) =>
  ipaddr.IPv4.parseCIDR(range),
);

/** Returns what kind of address a server cannot have; undefined for any other host. */
function nowhereAt(hostname: string): string | undefined {
  if (!ipaddr.IPv4.isValid(hostname)) return undefined;
  const address = ipaddr.IPv4.parse(hostname);
  if (DOCUMENTATION.some((range) => address.match(range))) return "an address for documentation";
  return NOWHERE[address.range()];
}

/** Sites about Ethereum that answer no client. */
const SITES =
  /(^|\.)(etherscan\.io|beaconcha\.in|blockscout\.com)$|^(beaconstate|checkpoint-sync|sync-mainnet|sync-sepolia)\./;

/** Providers whose URLs end with the operator's key. */
const WITH_KEY = /(^|\.)(infura\.io|alchemy\.com)$/;

function placeProblem({ hostname, port, pathname }: URL): string | undefined {
  if (WITH_KEY.test(hostname) && /^\/v[23](\/(demo)?)?$/.test(pathname))
    return `points to ${hostname} without a key of your own: write your whole URL, which ends with the key`;
  if (SITES.test(hostname))
    return `points to ${hostname}, a site that serves no node: use your own server or a provider's`;
  if (port === "0") return "points to port 0, on which no server listens";
  if (port === ENGINE_PORT) {
    return `points to port ${ENGINE_PORT}, the Engine API between Ethereum's two clients: use that of JSON-RPC, usually 8545`;
  }
  if (isHere(hostname)) return hereMessage(hostname);
  const nowhere = nowhereAt(hostname);
  return nowhere && `points to ${hostname}, which is ${nowhere}: use the server's own address`;
}

/** Names of parameters whose values are keys. */
const KEY_NAMES = /^([\w-]*(api|access)[-_]?key|d?key|[\w-]*(token|secret|signature|password)|auth|sig)$/i;

/** Returns whether a text is a URL with a password or with what looks like an API key. */
export function hasKey(value: string): boolean {
  const url = URL.parse(value);
  if (!url) return false;
  const { username, password, pathname, hostname, searchParams } = url;
  const isKeyParameter = ([name, text]: readonly [string, string]) =>
    isKeyWord(text) || (KEY_NAMES.test(name) && text !== "");
  return (
    username !== "" ||
    password !== "" ||
    pathname.split("/").some(isKeyWord) ||
    [...searchParams].some(isKeyParameter) ||
    hostname.split(".").some((label) => /^[a-z0-9]{20,}$/.test(label) && /\d/.test(label))
  );
}

/** Words, numbers and contracts' addresses with hyphens between them: `aztec-1-4138294020-0x…`, the folder of a snapshot. */
const PUBLIC_WORD = /^([a-z]{1,15}|\d{1,10}|0x[0-9a-f]{40})([-_]([a-z]{1,15}|\d{1,10}|0x[0-9a-f]{40}))*$/i;

/** Returns whether a part of a URL looks like a key: random letters and digits, not words with hyphens between them. */
function isKeyWord(word: string): boolean {
  if (/^eyJ[\w-]+\.[\w-]+/.test(word)) return true;
  if (PUBLIC_WORD.test(word)) return false;
  if (/^[A-Za-z0-9]{16,}$/.test(word) && /\d/.test(word) && /[A-Za-z]/.test(word)) return true;
  return /^[\w-]{20,}$/.test(word);
}

/** The public facts of a host. */
export interface HostFacts {
  /** The host's name if Docker's desktop editions define it, and no other Docker does. */
  readonly dockerNames: readonly string[];
  /** The host's address if the URL has one. */
  readonly addresses: readonly string[];
  /** The host's name if it has no domain: a container's, or one of the local network. */
  readonly shortNames: readonly string[];
}

/** @param hostname of a parsed URL */
export function hostFacts(hostname: string): HostFacts {
  return {
    dockerNames: hostname.endsWith(".docker.internal") ? [hostname] : [],
    addresses: ipaddr.IPv4.isValid(hostname) ? [hostname] : [],
    shortNames: /^[\w-]+$/.test(hostname) ? [hostname] : [],
  };
}

/** The public facts of a list of servers. The URLs may contain keys. */
export interface Servers extends HostFacts {
  readonly count: number;
  /** Whether a URL contains a password or what looks like an API key. */
  readonly hasKey: boolean;
  /** A digest of each URL, to compare servers without their keys. */
  readonly fingerprints: readonly string[];
  /** Names of Ethereum's networks, and of other chains, in each server's name and path. */
  readonly l1Names: readonly (readonly string[])[];
  /** The service of Ethereum's clients that each URL names; undefined if it names none. */
  readonly services: readonly (L1Service | undefined)[];
  /** Whether a server is at a public address and is queried without TLS. */
  readonly isOpen: boolean;
  /** Whether a URL with a key is queried without TLS on the internet. */
  readonly hasOpenKey: boolean;
}

/** Returns the facts of servers. @param urls valid ones */
export function serversOf(urls: readonly string[]): Servers {
  const facts = urls.map((url) => hostFacts(URL.parse(url)?.hostname ?? ""));
  return {
    count: urls.length,
    hasKey: urls.some(hasKey),
    fingerprints: urls.map(urlFingerprint),
    dockerNames: facts.flatMap(({ dockerNames }) => dockerNames),
    addresses: facts.flatMap(({ addresses }) => addresses),
    shortNames: facts.flatMap(({ shortNames }) => shortNames),
    l1Names: urls.map(l1NamesIn),
    services: urls.map((url) => serviceAt(new URL(url))),
    isOpen: urls.some(isOpen),
    hasOpenKey: urls.some((url) => hasKey(url) && isInClear(url)),
  };
}

/** Returns whether a URL has a public IPv4 address and no TLS: others on the way can read, and send requests themselves. */
function isOpen(url: string): boolean {
  const { protocol, hostname = "" } = URL.parse(url) ?? {};
  return protocol === "http:" && ipaddr.IPv4.isValid(hostname) && ipaddr.IPv4.parse(hostname).range() === "unicast";
}

/** Returns whether requests to a URL cross the internet without TLS. A name without a domain, or of a private one, is near. */
function isInClear(url: string): boolean {
  const { protocol, hostname = "" } = URL.parse(url) ?? {};
  const isNear = !hostname.includes(".") || /\.(internal|local|lan|home|svc|localdomain)$/.test(hostname);
  return protocol === "http:" && (ipaddr.IPv4.isValid(hostname) ? isOpen(url) : !isNear);
}

/** Ethereum's networks, and former ones, as providers name them in URLs. */
const L1_NAMES = ["mainnet", "sepolia", "holesky", "hoodi", "goerli", "kiln"];

/** Chains on Ethereum or beside it, as providers name them: in a part of their own, before the network, or as a domain. */
const OTHER_CHAIN =
  /(^|[./_-])(arbitrum|optimism|polygon|avalanche|zksync|gnosis|bsc)([./_-]|$)|(^|[./])(arb|opt|base|polygon|bnb|linea|scroll)-(mainnet|sepolia)([.]|$)|(^|\.)(base\.org|arbitrum\.io|polygon-rpc\.com|bsc-dataseed[\w-]*\.[\w.]+)$/;

function l1NamesIn(url: string): string[] {
  const { hostname = "", pathname = "" } = URL.parse(url) ?? {};
  const [other] = hostname.includes(".") ? (OTHER_CHAIN.exec(hostname) ?? []) : [];
  if (other !== undefined) return [other.replace(/^[./_-]|[./_-]$/g, "")];
  // A host's own name, without a domain, can be anything.
  const words = (hostname.includes(".") ? `${hostname}${pathname}` : pathname).toLowerCase().split(/[^a-z]+/);
  return L1_NAMES.filter((name) => words.includes(name));
}
