/** Whether settings agree that bound each other, or stand for one thing. */
import { attestersOf } from "../attesters";
import { fillInFix, setFix } from "../fixes";
import { isPublic } from "../network/networks";
import { ADMIN_PORT, RPC_PORT } from "../ports";
import { excess, missing, type Problem, wrong } from "../problems";
import type { Settings } from "../schema";
import { settingAt } from "../schema";
import { envVarsFor } from "../releases/env-vars";
import { KEYSTORE_SINCE } from "../schema/attester";
import type { Check, Context } from "./context";

export const checkConsistency: Check = (context) => [
  ...pairs(context.settings),
  ...ports(context.settings),
  ...servers(context),
  ...storage(context.settings),
  ...broker(context),
  ...slashing(context.settings),
  ...duties(context.settings),
];

function pairs(settings: Settings): Problem[] {
  const { sequencer, p2p, ha, otel } = settings;
  return [
    ordered("sequencer.minTxPerBlock", sequencer.minTxPerBlock, "sequencer.maxTxPerBlock", sequencer.maxTxPerBlock),
    ordered(
      "sequencer.minTxPerBlock",
      sequencer.minTxPerBlock,
      "sequencer.maxTxPerCheckpoint",
      sequencer.maxTxPerCheckpoint,
    ),
    ordered(
      "sequencer.minSecondsBetweenBlocks",
      sequencer.minSecondsBetweenBlocks,
      "sequencer.maxSecondsBetweenBlocks",
      sequencer.maxSecondsBetweenBlocks,
    ),
    ordered("p2p.minPeers", p2p.minPeers, "p2p.maxPeers", p2p.maxPeers),
    ordered("p2p.healthMinPeers", p2p.healthMinPeers, "p2p.maxPeers", p2p.maxPeers),
    ordered("sequencer.minPeersToPropose", sequencer.minPeersToPropose, "p2p.maxPeers", p2p.maxPeers),
    ordered("ha.poolMin", ha.poolMin, "ha.poolMax", ha.poolMax),
    ordered("otel.exportTimeoutMs", otel.exportTimeoutMs, "otel.collectIntervalMs", otel.collectIntervalMs),
  ].flat();
}

function ordered(path: string, low: number | undefined, bound: string, high: number | undefined): Problem[] {
  if (low === undefined || high === undefined || low <= high) return [];
  const message = `is ${low}, more than ${bound}, which is ${high}`;
  return [wrong(path, message, fillInFix(path, `<up to ${high}>`))];
}

/** On the host p2p and RPC are published; inside the container administration listens too. */
function ports({ p2p, rpcPort, adminPort = ADMIN_PORT }: Settings): Problem[] {
  const clash = (path: string, other: string) => wrong(path, `is the same port as ${other}: they must differ`);
  return [
    ...(rpcPort === p2p.port ? [clash("rpcPort", "p2p.port")] : []),
    ...(adminPort === p2p.port ? [clash("adminPort", "p2p.port")] : []),
    ...(adminPort === RPC_PORT ? [clash("adminPort", "JSON-RPC's, 8080 inside the container")] : []),
    ...(p2p.port === RPC_PORT ? [clash("p2p.port", "JSON-RPC's, 8080 inside the container")] : []),
  ];
}

/** Variables in the singular take one server; keys are for servers one by one. */
function servers({ settings, release }: Context): Problem[] {
  const hosts = { ethereumHosts: settings.ethereumHosts, l1ConsensusHosts: settings.l1ConsensusHosts };
  const problems = Object.entries(hosts).flatMap(([path, given]): Problem[] => {
    const variable = settingAt(path);
    const name = variable && envVarsFor(variable, release)?.names[0];
    if (!given || given.count === 1 || !name || name.endsWith("S")) return [];
    const message = `has ${given.count} servers, but release ${release.version} takes one (${name})`;
    return [wrong(path, message, fillInFix(path, "<url>"))];
  });
  return [...problems, ...publishers(settings, release), ...apiKeys(settings)];
}

/** Before there were keystore files, one key in the environment published. */
function publishers(settings: Settings, release: Context["release"]): Problem[] {
  return (["publisherPrivateKeys", "proverPublisherPrivateKeys"] as const).flatMap((path) => {
    const count = settings[path]?.addresses.length ?? 0;
    if (count <= 1 || release.isFrom(KEYSTORE_SINCE)) return [];
    const message = `has ${count} keys, but release ${release.version} takes one`;
    return [wrong(path, message)];
  });
}

function apiKeys({ l1ConsensusHosts, l1ConsensusHostApiKeys, l1ConsensusHostApiKeyHeaders }: Settings): Problem[] {
  const keys = l1ConsensusHostApiKeys?.count ?? 0;
  const headers = l1ConsensusHostApiKeyHeaders?.length ?? 0;
  const path = keys > (l1ConsensusHosts?.count ?? 0) ? "l1ConsensusHostApiKeys" : "l1ConsensusHostApiKeyHeaders";
  if (path === "l1ConsensusHostApiKeys") {
    return [wrong(path, "has more keys than l1ConsensusHosts has servers")];
  }
  if (headers <= keys) return [];
  return [wrong(path, "has more headers than l1ConsensusHostApiKeys has keys")];
}

function storage({ storage: { kind, path } }: Settings): Problem[] {
  if (kind === "bind" && !path) {
    return [missing("storage.path", "storage.kind is bind, which is a directory of the host")];
  }
  if (kind === "volume" && path) {
    const message = "is of use only with storage.kind: bind";
    return [wrong("storage.path", message, setFix("storage.kind", "bind"))];
  }
  return [];
}

function broker({ settings, isSet }: Context): Problem[] {
  const { role } = settings;
  const path = "prover.brokerUrl";
  if ((role !== "prover-agent" && role !== "prover-node") || isSet(path)) return [];
  return [missing(path, `a ${role} works with a broker`)];
}

/** Voting for one's own slashing is never meant. */
function slashing(settings: Settings): Problem[] {
  const { always = [], never = [] } = settings.slashing;
  const both = always.filter((address) => never.includes(address));
  const own = attestersOf(settings).flatMap(({ addresses }) => addresses);
  const messages = [
    ...(both.length > 0 ? [`has ${both.join(", ")} in common with slashing.never`] : []),
    ...(own.some((address) => always.includes(address)) ? ["has this stack's own attester"] : []),
  ];
  return messages.map((message) => wrong("slashing.always", message));
}

function duties(settings: Settings): Problem[] {
  const problems: Problem[] = [];
  if (settings.governanceForcePayloadVote && !settings.governancePayload) {
    problems.push(excess("governanceForcePayloadVote", "is of use only with governancePayload"));
  }
  if (isPublic(settings) && settings.validator.disabled && settings.role === "sequencer") {
    const message = "is true: a validator that performs no duties is slashed for it; use role full-node";
    problems.push(excess("validator.disabled", message));
  }
  return problems;
}
