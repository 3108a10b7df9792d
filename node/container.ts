/** Defines a node's container from its settings. Pure and deterministic, so golden files show every change. */
export { CONTAINER_USER } from "../settings/container-user";
import { encryptedKeyFiles } from "./keystore";
import { environment, type ExternalValues, secretNames } from "./environment";
import { importOption } from "./script-text";
import { extractSecrets, type SecretFile, withNodeOption } from "./secret-environment";
import { HEALTH_TIMING, healthCheck } from "./health-check";
import { isPublic } from "../settings/network/networks";
import { type PublishedPort, publishedPorts, RPC_PORT } from "../settings/ports";
import type { Release } from "../settings/releases/release";
import { type Reload, reloadOf } from "./reload";
import type { Settings } from "../settings/schema";
import { hostEntryOf } from "../settings/schema/host-entry";
import { KEYS_DIRECTORY, KEYSTORE_FILE, P2P_KEY_FILE, REAL_PROOFS, RPC_LISTEN_PORT } from "../settings/schema/fixed";
import { nodeRoles, type Role } from "../settings/schema/definition";
import { preparesPlaces, writablePlaces } from "./writable-places";

/** Seconds between "stop" and "kill": a node that is killed while it writes may have to resynchronise. */
export const STOP_GRACE_SECONDS = 120;

/** A file instead of the directory: the node would load every .json of a directory as a keystore. */
const KEYSTORE = `${KEYS_DIRECTORY}/keystore.json`;
const P2P_KEY = `${KEYS_DIRECTORY}/p2p-private-key`;

/** Inputs from other resources. `V` is an `Input<string>` in the program, plain text in tests. */
export interface NodeInputs<V> extends ExternalValues<V> {
  /** Image reference, or the id of an image. */
  readonly image: V;
  /** The keystore file's JSON; secret. Undefined without any key. */
  readonly keystore?: V | undefined;
  /** Whether a top-level setting is stored encrypted: then it must not be in the container's environment. */
  readonly isEncrypted: (name: string) => boolean;
  /** Returns the JSON of a flat record. */
  readonly json: (record: Readonly<Record<string, V | string>>) => V | string;
}

/** Definition of a container. */
export interface ContainerPlan<V> {
  readonly image: V;
  readonly command: readonly string[];
  /** Sorted by name, so that the order never shows as a change in a preview. */
  readonly env: Readonly<Record<string, string | V>>;
  readonly files: readonly SecretFile<V | string>[];
  /** How a running node reloads its keystore file; undefined if it has to be restarted. */
  readonly reload?: Reload | undefined;
  readonly ports: readonly PublishedPort[];
  /** Entries of the container's /etc/hosts; undefined without any. */
  readonly hosts?: readonly { readonly host: string; readonly ip: string }[] | undefined;
  readonly healthcheck: { readonly tests: readonly string[] } & typeof HEALTH_TIMING;
  /** Mount point of the data volume. */
  readonly dataDirectory: string;
  readonly memoryMb: number;
}

/**
 * Returns the definition of a node's container.
 *
 * @param settings checked settings
 * @param release  release whose names and flags to use
 * @param wiring   inputs from other resources
 */
export function container<V>(settings: Settings, release: Release, wiring: NodeInputs<V>): ContainerPlan<V> {
  const files = secretFiles(settings, release, wiring);
  const dataDirectory = settings.dataDirectory ?? dataDirectoryOf(release);
  const whole = { ...settings, ...roleDefaults(settings), dataDirectory };
  const fixedValues = {
    ...fixed(settings, release, files),
    ...writablePlaces(settings, release, dataDirectory),
  };
  const prepared = preparesPlaces({ ...fixedValues, ...environment(whole, release, wiring) }, wiring.append);
  const all = settings.network === "local" ? findsLocalPeers(prepared, wiring.append) : prepared;
  const parts = extractSecrets(all, secretNames(settings, release, wiring.isEncrypted), wiring);
  return {
    image: wiring.image,
    command: command(settings, release),
    env: sorted(parts.env),
    files: [...files, ...parts.files],
    reload: files.some(({ path }) => path === KEYSTORE) ? reloadOf(settings, release, KEYSTORE) : undefined,
    ports: publishedPorts(settings),
    hosts: settings.extraHosts?.map(hostEntryOf).map(({ name, address }) => ({ host: name, ip: address })),
    healthcheck: { tests: healthCheck(settings, release), ...HEALTH_TIMING },
    dataDirectory,
    memoryMb: settings.memoryMb,
  };
}

/** Flags of each role; a prover node includes a node. */
const PARTS: Readonly<Record<Role, readonly string[]>> = {
  sequencer: ["--node", "--archiver", "--sequencer"],
  "full-node": ["--node", "--archiver"],
  "prover-node": ["--prover-node", "--archiver"],
  "prover-broker": ["--prover-broker"],
  "prover-agent": ["--prover-agent"],
};

/** Returns the command. Up to 4.x the archiver needs a flag; 5.0 exits with "unknown option" for it. */
function command({ role, network }: Settings, release: Release): string[] {
  const joins = isPublic({ network });
  return ["start", ...PARTS[role].filter(release.accepts), ...(joins ? ["--network", network] : [])];
}

/** Returns the default data directory of a release: archive, world state, signing protection. */
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

/** Returns the variables that have no setting. */
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
 * publishes empty checkpoints. It records statistics of its duties, as on public networks.
 */
function onDevelopmentChain(release: Release): Record<string, string> {
  const variables = {
    // Real proofs would need files from the internet.
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

/** Adds the script that lets a node find the other stacks of its chain, and be found by them. */
function findsLocalPeers<V>(env: Readonly<Record<string, V | string>>, append: NodeInputs<V>["append"]) {
  return withNodeOption(env, importOption("local-peers.mjs"), append);
}

/** Returns the settings for which a role needs another default than the node's. */
function roleDefaults({ role, rpc, prover }: Settings): Partial<Settings> {
  // Proving jobs with their inputs exceed the default body size of JSON-RPC.
  if (role === "prover-broker") return { rpc: { maxBodySize: "50mb", ...rpc } };
  // By the node's default, an agent in a prover node takes jobs too, on a machine that is too small for proofs.
  return role === "prover-node" ? { prover: { agentCount: 0, ...prover } } : {};
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
