/** What the URL of an Ethereum server says about the service there: clients' default ports and names. Pure. */

/** Services of Ethereum's clients. */
export type L1Service =
  "JSON-RPC" | "WebSockets" | "a beacon API" | "peers" | "metrics" | "a validator client" | "gRPC" | "MEV-Boost";

/**
 * Default ports of the clients. Ports that several programs use for different services are left out.
 * Source: command-line references of Geth, Nethermind, Besu, Reth and Erigon, and of Lighthouse, Teku, Prysm, Nimbus, Lodestar
 * and Grandine.
 */
const PORTS: Readonly<Record<string, L1Service>> = {
  8545: "JSON-RPC",
  8546: "WebSockets",
  5052: "a beacon API",
  5051: "a beacon API",
  3500: "a beacon API",
  9596: "a beacon API",
  30303: "peers",
  9000: "peers",
  13000: "peers",
  6060: "metrics",
  5054: "metrics",
  8008: "metrics",
  5062: "a validator client",
  18550: "MEV-Boost",
};

/** Clients by a word in a container's or a host's name. Erigon is both. */
const CLIENTS: Readonly<Record<string, L1Service>> = {
  geth: "JSON-RPC",
  nethermind: "JSON-RPC",
  besu: "JSON-RPC",
  reth: "JSON-RPC",
  lighthouse: "a beacon API",
  teku: "a beacon API",
  prysm: "a beacon API",
  nimbus: "a beacon API",
  lodestar: "a beacon API",
  grandine: "a beacon API",
};

/** The beginnings of the beacon API's paths. */
const BEACON_PATH = /\/eth\/v\d\/(beacon|config|debug|events|node)(\/|$)/;

/** Returns the service that a URL names: by its path, its port, or the one client in its host's name. */
export function serviceAt({ hostname, port, pathname }: URL): L1Service | undefined {
  if (BEACON_PATH.test(pathname)) return "a beacon API";
  const byPort = PORTS[port];
  if (byPort) return byPort;
  const words = hostname.toLowerCase().split(/[^a-z]+/);
  const found = new Set(words.flatMap((word) => CLIENTS[word] ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}
