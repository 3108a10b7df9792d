/** Texts of a guide that an operator was to replace: `https://your-ethereum-rpc`, `<api key>`. Pure. */

/** Says that a value has one. A predicate. */
export const PLACEHOLDER = "has a placeholder of a guide: replace it by your own value";

const WORDS = [
  // YOUR_API_KEY, your-ethereum-rpc, yourkey
  /(^|[^a-z]|0x)your([^a-z]|api|key|rpc|node|server|token|project|domain|host|url|ethereum|beacon|l1)/i,
  /(replace|change|insert|enter|fill)[-_ ]?(me|this|here|in)\b/i,
  /[-_]here([^a-z]|$)/i,
  /placeholder/i,
  // what a script writes for nothing
  /^(null|undefined|NaN)$/,
  /(^|[^a-z0-9])(todo|fixme|tbd)([^a-z0-9]|$)/i,
  // SERVER_IP, ALCHEMY_KEY, in capitals
  /(^|[^A-Za-z0-9])([A-Z0-9]+_)+(KEY|TOKEN|SECRET|PASSWORD|ID|IP|HOST|URL|ADDRESS|DOMAIN)([^A-Za-z0-9]|$)/,
  // %KEY%
  /%[A-Z_]{3,}%/,
  // a part of x, stars or dots alone
  /(^|[^a-z0-9])x{3,}([^a-z0-9]|$)/i,
  /(^|[^a-z0-9])x(\.x){3}([^a-z0-9]|$)/i,
  /\*{3,}|\.{3}|…/,
  // the address of every example
  /(^|[^0-9.])1\.2\.3\.4([^0-9.]|$)/,
];

const PLACEHOLDERS = [
  ...WORDS,
  // a parameter's value or the end of a path
  /[/=](my[-_]?)?api[-_]?key($|[&#])/i,
  // <api key>, {key}, ${KEY}, $KEY
  /[<>{}$]/,
  // [api-key]; an IPv6 address has colons
  /\[[^\]:]*\]/,
];

/** Domains of Hetzner, below which the servers and the storage of its customers are. */
const REAL_DOMAINS = /(?<=[\w-]\.)your-(server\.de|storageshare\.de|storagebox\.de|objectstorage\.com)(?![\w-])/gi;

/** Returns a text without domains that only resemble a placeholder. */
function withoutRealDomains(text: string): string {
  return text.replace(REAL_DOMAINS, "");
}

/** Returns whether a text still has a part that stands for the operator's own value. */
export function hasPlaceholder(text: string): boolean {
  const rest = withoutRealDomains(text);
  return PLACEHOLDERS.some((pattern) => pattern.test(rest));
}

/** Returns whether a text as a whole stands for the operator's own value. A password may have such characters in it. */
export function isPlaceholder(text: string): boolean {
  const isInBrackets = /^(<.*>|\{.*\}|\[.*\]|\$\{?\w+\}?)$/.test(text);
  return isInBrackets || /^your/i.test(text) || (/^[\w*.…%-]+$/.test(text) && WORDS.some((word) => word.test(text)));
}

/** Returns whether a text has a place for a value as shells and guides write one: `${NAME}`, `<name>`, `=$NAME`. */
export function hasTemplate(text: string): boolean {
  return /\$\{\w+\}|(^|[=,])\$[A-Z_]{2,}|<[a-z][\w .-]*>|(^|[^a-z])your[-_]/i.test(withoutRealDomains(text));
}
