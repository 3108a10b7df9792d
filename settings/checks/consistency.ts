/** Checks settings that limit or depend on each other. */
import { fillInFix, setFix } from "../fixes";
import { isPublic } from "../network/networks";
import { ADMIN_PORT, RPC_PORT } from "../ports";
import { excess, missing, type Problem, wrong } from "../problems";
import { reservedInContainer, reservedOnHost } from "../reserved-paths";
import type { Settings } from "../schema";
import { settingAt } from "../schema";
import { envVarsFor } from "../releases/env-vars";
import { KEYSTORE_SINCE } from "../schema/attester";
import { checkApiKeys } from "./api-keys";
import type { Check, Context } from "./context";
import { checkMapSizes } from "./map-sizes";

export const checkConsistency: Check = (context) => [
  ...pairs(context.settings),
  ...ports(context.settings),
  ...servers(context),
  ...storage(context.settings),
  ...checkMapSizes(context.settings),
  ...broker(context),
  ...slashing(context.settings),
  ...duties(context.settings),
];

/** A setting that limits another. */
interface Bound {
  readonly path: string;
  readonly value: number | undefined;
  /** The node's default, if it has one. */
  readonly byDefault: number | undefined;
}

function boundOf(path: string, value: number | undefined): Bound {
  return { path, value, byDefault: nodeDefaultOf(path) };
}

/** Returns the number with which the node's default begins; undefined if there is none. */
export function nodeDefaultOf(path: string): number | undefined {
  const number = Number.parseInt(settingAt(path)?.nodeDefault ?? "", 10);
  return Number.isNaN(number) ? undefined : number;
}

function pairs(settings: Settings): Problem[] {
  const { sequencer, p2p, ha, otel, gas } = settings;
  const maxPeers = boundOf("p2p.maxPeers", p2p.maxPeers);
  const perBlock = { path: "sequencer.maxTxPerBlock", value: sequencer.maxTxPerBlock, byDefault: undefined };
  const perCheckpoint = boundOf("sequencer.maxTxPerCheckpoint", sequencer.maxTxPerCheckpoint);
  // The node has a default on public networks only.
  const ofNetwork = isPublic(settings) ? perCheckpoint : { ...perCheckpoint, byDefault: undefined };
  const longest = boundOf("sequencer.maxSecondsBetweenBlocks", sequencer.maxSecondsBetweenBlocks);
  const interval = boundOf("otel.collectIntervalMs", otel.collectIntervalMs);
  const timeout = boundOf("ha.signingTimeoutMs", ha.signingTimeoutMs);
  return [
    ordered("sequencer.minTxPerBlock", sequencer.minTxPerBlock, perBlock),
    ordered("sequencer.minTxPerBlock", sequencer.minTxPerBlock, ofNetwork),
    ordered("sequencer.minSecondsBetweenBlocks", sequencer.minSecondsBetweenBlocks, longest),
    ordered("p2p.minPeers", p2p.minPeers, maxPeers),
    ordered("p2p.healthMinPeers", p2p.healthMinPeers, maxPeers),
    ordered("sequencer.minPeersToPropose", sequencer.minPeersToPropose, maxPeers),
    ordered("ha.poolMin", ha.poolMin, boundOf("ha.poolMax", ha.poolMax)),
    ordered("ha.pollingIntervalMs", ha.pollingIntervalMs, timeout),
    ordered("otel.exportTimeoutMs", otel.exportTimeoutMs, interval),
    ordered("gas.minPriorityGwei", gas.minPriorityGwei, boundOf("gas.maxGwei", gas.maxGwei)),
    shorterInterval(otel),
  ].flat();
}

function ordered(path: string, low: number | undefined, { path: bound, value, byDefault }: Bound): Problem[] {
  const high = value ?? byDefault;
  if (low === undefined || high === undefined || low <= high) return [];
  const message = `is ${low}, but must not exceed ${bound}, which is ${high}${value === undefined ? " by default" : ""}`;
  return [wrong(path, message, fillInFix(path, `<up to ${high}>`))];
}

/** Finds an interval shorter than an export may take by default: OpenTelemetry would end the node at its start. */
function shorterInterval({ collectIntervalMs, exportTimeoutMs }: Settings["otel"]): Problem[] {
  const byDefault = nodeDefaultOf("otel.exportTimeoutMs");
  if (exportTimeoutMs !== undefined || collectIntervalMs === undefined || byDefault === undefined) return [];
  if (collectIntervalMs >= byDefault) return [];
  const message = `is not set: by default it is ${byDefault}, and must not exceed otel.collectIntervalMs, which is ${collectIntervalMs}`;
  return [wrong("otel.exportTimeoutMs", message, fillInFix("otel.exportTimeoutMs", `<up to ${collectIntervalMs}>`))];
}

/** Finds ports that clash: on the host p2p and RPC are published, and inside the container the admin API listens too. */
function ports({ p2p, rpcPort, adminPort = ADMIN_PORT }: Settings): Problem[] {
  const clash = (path: string, other: string) => wrong(path, `is the same port as ${other}: each needs its own`);
  return [
    ...(rpcPort === p2p.port ? [clash("rpcPort", "p2p.port")] : []),
    ...(adminPort === p2p.port ? [clash("adminPort", "p2p.port")] : []),
    ...(adminPort === RPC_PORT ? [clash("adminPort", "JSON-RPC (8080 inside the container)")] : []),
    ...(p2p.port === RPC_PORT ? [clash("p2p.port", "JSON-RPC (8080 inside the container)")] : []),
  ];
}

/** Checks the numbers of servers and of their API keys. Variables in the singular accept one server. */
function servers({ settings, release }: Context): Problem[] {
  const hosts = { ethereumHosts: settings.ethereumHosts, l1ConsensusHosts: settings.l1ConsensusHosts };
  const problems = Object.entries(hosts).flatMap(([path, servers]): Problem[] => {
    const definition = settingAt(path);
    const name = definition && envVarsFor(definition, release)?.names[0];
    if (!servers || servers.count === 1 || !name || name.endsWith("S")) return [];
    const message = `has ${servers.count} servers, but release ${release.version} supports only one (${name})`;
    return [wrong(path, message, fillInFix(path, "<url>"))];
  });
  return [...problems, ...publishers(settings, release), ...checkApiKeys(settings)];
}

/** Finds more than one publisher for a release without a keystore file: it reads one key, from its environment. */
function publishers(settings: Settings, release: Context["release"]): Problem[] {
  return (["publisherPrivateKeys", "proverPublisherPrivateKeys"] as const).flatMap((path) => {
    const count = settings[path]?.addresses.length ?? 0;
    if (count <= 1 || release.isFrom(KEYSTORE_SINCE)) return [];
    const message = `has ${count} keys, but release ${release.version} supports only one`;
    return [wrong(path, message)];
  });
}

function storage({ storage: { kind, path }, dataDirectory }: Settings): Problem[] {
  const inContainer = dataDirectory && reservedInContainer(dataDirectory);
  const onHost = path && reservedOnHost(path);
  return [
    ...(inContainer ? [wrong("dataDirectory", `is ${dataDirectory}, which ${inContainer}`)] : []),
    ...(onHost ? [wrong("storage.path", `is ${path}, which ${onHost}`, fillInFix("storage.path", "/srv/aztec"))] : []),
    ...storageKind(kind, path),
  ];
}

function storageKind(kind: Settings["storage"]["kind"], path: string | undefined): Problem[] {
  if (kind === "bind" && !path) {
    return [missing("storage.path", "storage.kind is bind, so the data needs a directory of the host")];
  }
  if (kind === "volume" && path) {
    const message = "has no effect without storage.kind: bind";
    return [wrong("storage.path", message, setFix("storage.kind", "bind"))];
  }
  return [];
}

function broker({ settings, isSet }: Context): Problem[] {
  const { role } = settings;
  const path = "prover.brokerUrl";
  if ((role !== "prover-agent" && role !== "prover-node") || isSet(path)) return [];
  return [missing(path, `a ${role} needs a prover broker`)];
}

function slashing({ slashing: { always = [], never = [] } }: Settings): Problem[] {
  const both = always.filter((address) => never.includes(address));
  return both.length > 0 ? [wrong("slashing.always", `and slashing.never both contain ${both.join(", ")}`)] : [];
}

function duties(settings: Settings): Problem[] {
  const problems: Problem[] = [];
  if (settings.governanceForcePayloadVote && !settings.governancePayload) {
    problems.push(excess("governanceForcePayloadVote", "has no effect without governancePayload"));
  }
  if (isPublic(settings) && settings.validator.disabled && settings.role === "sequencer") {
    const message =
      "is true, but a validator that performs no duties is slashed. For a node without duties use role full-node";
    problems.push(excess("validator.disabled", message));
  }
  return problems;
}
