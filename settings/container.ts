/**
 * Settings → what the container is. Pure and deterministic, so that a reviewer reads a change from a golden file.
 */
import { HEALTH_TIMING, probe } from "./probe";
import { ADMIN_PORT, type PublishedPort, RPC_PORT, publishedPorts } from "./ports";
import type { Settings } from "./schema";

/** Where the node keeps its state: archive, world state, signing protection. */
export const DATA_DIRECTORY = "/var/lib/data";
/** Where the node finds its keys: a volume of its own, since a read-only root takes no files. */
export const KEYS_DIRECTORY = "/var/lib/keys";

/** Seconds between "stop" and "kill": a node that is killed while it writes may have to synchronise anew. */
export const STOP_GRACE_SECONDS = 120;

/** Named as a file: of a directory the node would load every .json as a keystore. */
const KEYSTORE = `${KEYS_DIRECTORY}/keystore.json`;
const P2P_KEY_FILE = `${KEYS_DIRECTORY}/p2p-private-key`;

/** Where the L1 is. */
export interface L1<V> {
  /** JSON-RPC servers, comma separated. */
  readonly rpcUrls: V;
  /** Beacon API servers, comma separated. */
  readonly beaconUrls: V;
  /** Chain and contracts of an L1 of one's own; a public network brings them itself. */
  readonly contracts?: { readonly chainId: V; readonly registry: V };
}

/** What the node gets from other resources. `V` is an `Input<string>` in the program, plain text in tests. */
export interface Wiring<V> {
  /** Image reference, or the id of an image. */
  readonly image: V;
  /** The address peers reach the node by. */
  readonly announceIp: V;
  readonly l1: L1<V>;
  /** The keystore file's JSON; secret. */
  readonly keystore: V;
  /** 72 hex digits; secret. */
  readonly p2pKey: V;
}

/** A secret file the node reads; its owner alone may. */
export interface SecretFile<V> {
  readonly path: string;
  readonly content: V;
}

/** Everything a container is made from. */
export interface ContainerPlan<V> {
  readonly image: V;
  readonly command: readonly string[];
  /** Sorted by name: the order of a set must not make a difference in a preview. */
  readonly env: Readonly<Record<string, string | V>>;
  readonly files: readonly SecretFile<V>[];
  readonly ports: readonly PublishedPort[];
  readonly healthcheck: { readonly tests: readonly string[] } & typeof HEALTH_TIMING;
  readonly memoryMb: number;
}

/** @param settings checked settings @param wiring what other resources give */
export function container<V>(settings: Settings, wiring: Wiring<V>): ContainerPlan<V> {
  const major = Number(settings.release.split(".")[0]);
  return {
    image: wiring.image,
    command: command(settings, major),
    env: sorted(environment(settings, wiring)),
    files: [
      { path: KEYSTORE, content: wiring.keystore },
      { path: P2P_KEY_FILE, content: wiring.p2pKey },
    ],
    ports: publishedPorts(settings.p2p.port, settings.rpcPort, settings.network !== "local"),
    healthcheck: {
      tests: probe(settings.p2p.port, major < 5 ? "node" : "aztec"),
      ...HEALTH_TIMING,
    },
    memoryMb: settings.memoryMb,
  };
}

function command(settings: Settings, major: number): string[] {
  return [
    "start",
    "--node",
    // Up to 4.x the archiver is asked for; 5.0 ends with "unknown option" over it.
    ...(major < 5 ? ["--archiver"] : []),
    "--sequencer",
    ...(settings.network === "local" ? [] : ["--network", settings.network]),
  ];
}

function environment<V>(settings: Settings, wiring: Wiring<V>): Record<string, string | V> {
  return {
    AZTEC_ADMIN_PORT: String(ADMIN_PORT),
    AZTEC_PORT: String(RPC_PORT),
    DATA_DIRECTORY,
    ETHEREUM_HOSTS: wiring.l1.rpcUrls,
    KEY_STORE_DIRECTORY: KEYSTORE,
    L1_CONSENSUS_HOST_URLS: wiring.l1.beaconUrls,
    LOG_LEVEL: settings.logLevel,
    P2P_IP: wiring.announceIp,
    P2P_PORT: String(settings.p2p.port),
    PEER_ID_PRIVATE_KEY_PATH: P2P_KEY_FILE,
    ...(wiring.l1.contracts && localEnvironment(wiring.l1.contracts)),
  };
}

/** The L1 of a public network, as the settings name it. */
export function publicL1({ ethereumHosts = [], l1ConsensusHosts = [] }: Settings): L1<string> {
  return { rpcUrls: ethereumHosts.join(","), beaconUrls: l1ConsensusHosts.join(",") };
}

/** The vendor's image for a release. */
export function vendorImage(release: string): string {
  return `aztecprotocol/aztec:${release}`;
}

/** What `--network` would set. */
function localEnvironment<V>(contracts: { chainId: V; registry: V }): Record<string, string | V> {
  return {
    L1_CHAIN_ID: contracts.chainId,
    P2P_ENABLED: "true",
    // A development chain proves nothing: real proofs would need files that only the internet has.
    PROVER_REAL_PROOFS: "false",
    REGISTRY_CONTRACT_ADDRESS: contracts.registry,
  };
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
