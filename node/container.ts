/**
 * Settings → what the container is. Pure and deterministic, so that a reviewer reads a change from a golden file.
 */
export { CONTAINER_USER } from "../settings/container-user";
import { encryptedKeyFiles } from "./keystore";
import { environment, type ExternalValues, secretNames } from "./environment";
import { extractSecrets, type SecretFile } from "./secret-environment";
import { HEALTH_TIMING, probe } from "./probe";
import { isPublic } from "../settings/network/networks";
import { type PublishedPort, publishedPorts, RPC_PORT } from "../settings/ports";
import type { Release } from "../settings/releases/release";
import { type Reload, reloadOf } from "./reload";
import type { Settings } from "../settings/schema";
import { KEYS_DIRECTORY, KEYSTORE_FILE, P2P_KEY_FILE, REAL_PROOFS, RPC_LISTEN_PORT } from "../settings/schema/fixed";
import { nodeRoles, type Role } from "../settings/schema/definition";
import { preparesPlaces, writablePlaces } from "./writable-places";

/** Seconds between "stop" and "kill": a node that is killed while it writes may have to synchronise anew. */
export const STOP_GRACE_SECONDS = 120;

/** Named as a file: of a directory the node would load every .json as a keystore. */
const KEYSTORE = `${KEYS_DIRECTORY}/keystore.json`;
const P2P_KEY = `${KEYS_DIRECTORY}/p2p-private-key`;

/** What the node gets from other resources. `V` is an `Input<string>` in the program, plain text in tests. */
export interface NodeInputs<V> extends ExternalValues<V> {
  /** Image reference, or the id of an image. */
  readonly image: V;
  /** The keystore file's JSON, where there are keys; secret. */
  readonly keystore?: V | undefined;
  /** Whether a setting, by its first name, is stored encrypted: then it is in no environment that others can read. */
  readonly isEncrypted: (name: string) => boolean;
  /** JSON of a flat record. */
  readonly json: (record: Readonly<Record<string, V | string>>) => V | string;
}

/** Everything a container is made from. */
export interface ContainerPlan<V> {
  readonly image: V;
  readonly command: readonly string[];
  /** Sorted by name: the order of a set must not make a difference in a preview. */
  readonly env: Readonly<Record<string, string | V>>;
  readonly files: readonly SecretFile<V | string>[];
  /** How a running node takes another keystore file; undefined where only a start does. */
  readonly reload?: Reload | undefined;
  readonly ports: readonly PublishedPort[];
  readonly healthcheck: { readonly tests: readonly string[] } & typeof HEALTH_TIMING;
  /** Where the data volume is mounted. */
  readonly dataDirectory: string;
  readonly memoryMb: number;
}

/**
 * @param settings checked settings
 * @param release  whose names and flags are used
 * @param wiring   what other resources give
 */
export function container<V>(settings: Settings, release: Release, wiring: NodeInputs<V>): ContainerPlan<V> {
  const files = secretFiles(settings, release, wiring);
  const dataDirectory = settings.dataDirectory ?? dataDirectoryOf(release);
  const whole = { ...settings, ...roleDefaults(settings), dataDirectory };
  const fixedValues = {
    ...fixed(settings, release, files),
    ...writablePlaces(settings, release, dataDirectory),
  };
  const all = preparesPlaces({ ...fixedValues, ...environment(whole, release, wiring) }, wiring.append);
  const parts = extractSecrets(all, secretNames(settings, release, wiring.isEncrypted), wiring);
  return {
    image: wiring.image,
    command: command(settings, release),
    env: sorted(parts.env),
    files: [...files, ...parts.files],
    reload: files.some(({ path }) => path === KEYSTORE) ? reloadOf(settings, release, KEYSTORE) : undefined,
    ports: publishedPorts(settings),
    healthcheck: { tests: probe(settings, release), ...HEALTH_TIMING },
    dataDirectory,
    memoryMb: settings.memoryMb,
  };
}

/** What each role is started as; the node of a prover node comes with it. */
const PARTS: Readonly<Record<Role, readonly string[]>> = {
  sequencer: ["--node", "--archiver", "--sequencer"],
  "full-node": ["--node", "--archiver"],
  "prover-node": ["--prover-node", "--archiver"],
  "prover-broker": ["--prover-broker"],
  "prover-agent": ["--prover-agent"],
};

/** Up to 4.x the archiver is asked for; 5.0 ends with "unknown option" over it. */
function command({ role, network }: Settings, release: Release): string[] {
  const joins = isPublic({ network });
  return ["start", ...PARTS[role].filter(release.accepts), ...(joins ? ["--network", network] : [])];
}

/** Where nodes of a release keep their state: archive, world state, signing protection. */
function dataDirectoryOf(release: Release): string {
  return release.isFrom("0.77.0") ? "/var/lib/data" : "/var/lib/aztec";
}

function secretFiles<V>(settings: Settings, release: Release, { keystore, values }: NodeInputs<V>): SecretFile<V>[] {
  const { role } = settings;
  const p2pKey = nodeRoles.includes(role) && release.reads(P2P_KEY_FILE) ? values.p2pPrivateKey : undefined;
  return [
    ...(keystore && release.reads(KEYSTORE_FILE) ? [{ path: KEYSTORE, content: keystore }] : []),
    ...encryptedKeyFiles(settings).flatMap(({ path, setting }) => {
      const content = values[setting];
      return content === undefined ? [] : [{ path, content }];
    }),
    ...(p2pKey ? [{ path: P2P_KEY, content: p2pKey }] : []),
  ];
}

/** What follows from the rest and has no setting. */
function fixed<V>({ network }: Settings, release: Release, files: readonly SecretFile<V>[]): Record<string, string> {
  const has = (path: string) => files.some((file) => file.path === path);
  return {
    [RPC_LISTEN_PORT]: String(RPC_PORT),
    ...(has(KEYSTORE) ? { [KEYSTORE_FILE]: KEYSTORE } : {}),
    ...(has(P2P_KEY) ? { [P2P_KEY_FILE]: P2P_KEY } : {}),
    ...(network === "local" ? onDevelopmentChain(release) : {}),
  };
}

/**
 * Variables of a node on the chain of images/l1; settings override them. Nobody sends transactions there, so a validator
 * publishes empty checkpoints, and its statistics of duties are on as on public networks.
 */
function onDevelopmentChain(release: Release): Record<string, string> {
  const variables = {
    // Real proofs would need files that only the internet has.
    [REAL_PROOFS]: "false",
    // Seconds between two blocks of that L1; Ethereum has 12.
    ETHEREUM_SLOT_DURATION: "4",
    SEQ_MIN_TX_PER_BLOCK: "0",
    SEQ_BUILD_CHECKPOINT_IF_EMPTY: "true",
    // Slots of 12 s are too short for the time table of public networks.
    SEQ_ENFORCE_TIME_TABLE: "false",
    SENTINEL_ENABLED: "true",
  };
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name === REAL_PROOFS || release.reads(name)));
}

/** Where a role needs another value than the node's own default. */
function roleDefaults({ role, rpc }: Settings): Partial<Settings> {
  // Jobs with their inputs are larger than what JSON-RPC takes otherwise.
  return role === "prover-broker" ? { rpc: { maxBodySize: "50mb", ...rpc } } : {};
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
