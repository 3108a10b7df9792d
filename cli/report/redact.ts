/**
 * Removes secrets and personal data from a text, and keeps what a helper needs: times, levels, messages, versions,
 * contracts. Different things stay different: the same server is `<server 1>` everywhere. Pure.
 */
import { stripVTControlCharacters } from "node:util";
import { withoutLongLines } from "../../remote/log-text";
import { formsOf } from "./secret-forms";

/** Secrets and names of the operator that cannot be recognised by their form. */
export interface RedactionInput {
  /** Values of secret settings, and generated secrets. */
  readonly secrets: readonly string[];
  /** Names that identify the operator, and their replacements: `{ "my-host": "host" }`. */
  readonly names: Readonly<Record<string, string>>;
}

/** Names that identify nobody. */
const COMMON = new Set(["root", "admin", "user", "node", "ubuntu", "debian", "ec2-user", "docker", "localhost"]);
const OWN_ADDRESSES = /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?)$/;

type Replace = (text: string) => string;

/** Returns a function to redact all sections of one report, so that their numbers agree. */
export function redactor({ secrets, names }: RedactionInput): Replace {
  const number = numberer();
  const steps: Replace[] = [
    stripVTControlCharacters,
    withoutSecrets(secrets),
    withoutLongLines,
    (text) => text.replace(/-----BEGIN [^-]+-----[\s\S]*?(-----END [^-]+-----|$)/g, "<key>"),
    (text) => text.replace(/\benr:[\w-]+/g, (enr) => number("ENR", enr)),
    (text) => text.replace(/\b(16Uiu2HA|12D3Koo|Qm)[1-9A-HJ-NP-Za-km-z]{40,}/g, (id) => number("peer", id)),
    (text) => text.replace(URLS, (_, protocol: string, server: string) => `${protocol}${serverText(server, number)}`),
    (text) => text.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b/gi, (address) => number("address", address)),
    withoutNames(names),
    (text) => text.replace(/(\/home\/|\/Users\/|\\Users\\)[^\s/\\:"']+|\/root(?=\/)/g, "<home>"),
    (text) => text.replace(PASSWORDS, (_, name: string) => `${name}<secret>`),
    (text) => text.replace(IPV4, (ip) => (OWN_ADDRESSES.test(ip) ? ip : number("IP", ip))),
    (text) => text.replace(IPV6, (ip) => (OWN_ADDRESSES.test(ip) || !isIpv6(ip) ? ip : number("IP", ip))),
    (text) => LONG.reduce((rest, [pattern, what]) => rest.replace(pattern, what), text),
  ];
  return (text) => steps.reduce((rest, step) => step(rest), text);
}

const URLS = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>)\]},;\\]+)/gi;
const PASSWORDS =
  /((?:api[-_ ]?key|access[-_ ]?key|token|password|passwd|secret|private[-_ ]?key|authorization|bearer|cookie)\w*["']?\s*[:= ]\s*["']?(?:bearer |basic )?)(?![<\s])[^\s"',;<>}\]]+/gi;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi;

/** Returns whether a text is an IPv6 address: times have colons too, but neither eight groups nor a double colon. */
function isIpv6(text: string): boolean {
  return text.includes("::") || text.split(":").length === 8;
}

/** Patterns of texts that may be a key because of their length. */
const LONG: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{64,}/gi, "<64 hex digits or more>"],
  [/\b(?:[0-9a-f]{2}[ ,]){15,}[0-9a-f]{2}\b/gi, "<bytes>"],
  [/\b(?:\d{1,3}, ?){15,}\d{1,3}\b/g, "<bytes>"],
  [/\d{40,}/g, "<40 digits or more>"],
  // Neither an Ethereum address nor plain words.
  [/(?<![\w-])(?!0x[0-9a-f]{40}\b)(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{32,}={0,2}/gi, "<long word>"],
];

function numberer(): (kind: string, value: string) => string {
  const seen = new Map<string, Map<string, number>>();
  return (kind, value) => {
    const numbers = seen.get(kind) ?? new Map<string, number>();
    seen.set(kind, numbers);
    const number = numbers.get(value) ?? numbers.size + 1;
    numbers.set(value, number);
    return `<${kind} ${number}>`;
  };
}

/** Keeps a URL's port, and a mark for anything after it. */
function serverText(rest: string, number: (kind: string, value: string) => string): string {
  const [, host = "", port = "", more = ""] = /^(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d+)?(.*)$/.exec(rest) ?? [];
  const isOwn = OWN_ADDRESSES.test(host) || host === "localhost" || host.startsWith("<");
  const server = isOwn ? host : number("server", host.toLowerCase());
  return `${server}${port}${/^\/?$/.test(more) ? "" : "/…"}`;
}

/** Replaces secrets, the longest first, so that no part of one remains. */
function anyOf(texts: readonly string[]): string {
  const escaped = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`));
  return escaped.sort((a, b) => b.length - a.length).join("|");
}

function withoutSecrets(secrets: readonly string[]): Replace {
  const forms = secrets.flatMap(formsOf);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(anyOf(forms), "gi");
  return (text) => text.replace(pattern, "<secret>");
}

/** Replaces names, as whole words. */
function withoutNames(names: Readonly<Record<string, string>>): Replace {
  const kinds = new Map(Object.entries(names).map(([name, what]) => [name.toLowerCase(), what]));
  const identifying = [...kinds.keys()].filter((name) => name.length > 2 && !COMMON.has(name));
  if (identifying.length === 0) return (text) => text;
  const pattern = new RegExp(`(?<![a-z0-9])(?:${anyOf(identifying)})(?![a-z0-9])`, "gi");
  return (text) => text.replace(pattern, (found) => `<${kinds.get(found.toLowerCase()) ?? "name"}>`);
}
