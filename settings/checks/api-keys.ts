/**
 * Checks the API keys of beacon servers with the headers that take them. The node sends a key as the whole value of its
 * header, see beacon-request.cjs. Pure.
 */
import { setFix } from "../fixes";
import { excess, type Problem, wrong } from "../problems";
import type { Settings } from "../schema";

const KEYS = "l1ConsensusHostApiKeys";
const HEADERS = "l1ConsensusHostApiKeyHeaders";

/** Finds keys without a server, headers without a key, and a scheme without a header. */
export function checkApiKeys(settings: Settings): Problem[] {
  const { l1ConsensusHosts, l1ConsensusHostApiKeys: keys, l1ConsensusHostApiKeyHeaders: headers = [] } = settings;
  const count = keys?.count ?? 0;
  if (count > (l1ConsensusHosts?.count ?? 0)) return [wrong(KEYS, "has more keys than l1ConsensusHosts has servers")];
  const tooMany = "has more headers than l1ConsensusHostApiKeys has keys";
  if (headers.length > count) return [count === 0 ? excess(HEADERS, tooMany) : wrong(HEADERS, tooMany)];
  const message =
    "is for a header, and none is set for it: the node would append it to the URL. The header is usually Authorization";
  const bare = schemesOf(settings).findIndex(({ scheme, header }) => scheme === "named" && header === "");
  return bare < 0
    ? []
    : [wrong(`${KEYS}[${bare}]`, message, setFix(HEADERS, count === 1 ? "Authorization" : undefined))];
}

/** Warns of a bare key as the whole header Authorization: few servers accept that. */
export function apiKeyWarnings(settings: Settings): string[] {
  return schemesOf(settings).flatMap(({ scheme, header }, i) =>
    scheme === "none" && /^authorization$/i.test(header)
      ? [
          `${KEYS}[${i}] is the whole header Authorization, without Bearer or Basic before the key: most servers refuse it (401). Write Bearer <key>, or set in ${HEADERS} the header that the server's provider names.`,
        ]
      : [],
  );
}

function schemesOf({ l1ConsensusHostApiKeys: keys, l1ConsensusHostApiKeyHeaders: headers = [] }: Settings) {
  return (keys?.schemes ?? []).map((scheme, i) => ({ scheme, header: headers[i] ?? "" }));
}
