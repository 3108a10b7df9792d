/** Whether settings agree that bound each other, or stand for one thing. */
import { attestersOf } from "../attesters";
import { fillInFix, removeFix, setFix } from "../fixes";
import { ADMIN_PORT, RPC_PORT } from "../ports";
import type { Problem } from "../problems";
import type { Settings } from "../schema";
import { settingAt } from "../schema";
import { envVarsFor } from "../releases/env-vars";
import { KEYSTORE_SINCE } from "../schema/attester";
import { type Check, type Context, isPublic } from "./context";

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
  return [{ path, message, fix: fillInFix(path, `<up to ${high}>`) }];
}

/** On the host p2p and RPC are published; inside the container administration listens too. */
function ports({ p2p, rpcPort, adminPort = ADMIN_PORT }: Settings): Problem[] {
  const clash = (path: string, other: string) => ({
    path,
    message: `is the same port as ${other}: they must differ`,
    fix: setFix(path),
  });
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
    return [{ path, message, fix: fillInFix(path, "<url>") }];
  });
  return [...problems, ...publishers(settings, release), ...apiKeys(settings)];
}

/** Before there were keystore files, one key in the environment published. */
function publishers(settings: Settings, release: Context["release"]): Problem[] {
  return (["publisherPrivateKeys", "proverPublisherPrivateKeys"] as const).flatMap((path) => {
    const count = settings[path]?.addresses.length ?? 0;
    if (count <= 1 || release.isFrom(KEYSTORE_SINCE)) return [];
    const message = `has ${count} keys, but release ${release.version} takes one`;
    return [{ path, message, fix: setFix(path) }];
  });
}

function apiKeys({ l1ConsensusHosts, l1ConsensusHostApiKeys, l1ConsensusHostApiKeyHeaders }: Settings): Problem[] {
  const keys = l1ConsensusHostApiKeys?.count ?? 0;
  const headers = l1ConsensusHostApiKeyHeaders?.length ?? 0;
  const path = keys > (l1ConsensusHosts?.count ?? 0) ? "l1ConsensusHostApiKeys" : "l1ConsensusHostApiKeyHeaders";
  if (path === "l1ConsensusHostApiKeys") {
    return [{ path, message: "has more keys than l1ConsensusHosts has servers", fix: setFix(path) }];
  }
  if (headers <= keys) return [];
  return [{ path, message: "has more headers than l1ConsensusHostApiKeys has keys", fix: setFix(path) }];
}

function storage({ storage: { kind, path } }: Settings): Problem[] {
  if (kind === "bind" && !path) {
    const message = "is not set: storage.kind is bind, which is a directory of the host";
    return [{ path: "storage.path", message, fix: setFix("storage.path") }];
  }
  if (kind === "volume" && path) {
    const message = "is of use only with storage.kind: bind";
    return [{ path: "storage.path", message, fix: setFix("storage.kind", "bind") }];
  }
  return [];
}

function broker({ settings, isSet }: Context): Problem[] {
  const { role } = settings;
  const path = "prover.brokerUrl";
  if ((role !== "prover-agent" && role !== "prover-node") || isSet(path)) return [];
  return [{ path, message: `is not set: a ${role} works with a broker`, fix: setFix(path) }];
}

/** Voting for one's own slashing is never meant. */
function slashing(settings: Settings): Problem[] {
  const { always = [], never = [] } = settings.slashing;
  const both = always.filter((address) => never.includes(address));
  const own = attestersOf(settings).flatMap(({ addresses }) => addresses);
  const wrong = [
    ...(both.length > 0 ? [`has ${both.join(", ")} in common with slashing.never`] : []),
    ...(own.some((address) => always.includes(address)) ? ["has this stack's own attester"] : []),
  ];
  return wrong.map((message) => ({ path: "slashing.always", message, fix: setFix("slashing.always") }));
}

function duties(settings: Settings): Problem[] {
  const problems: Problem[] = [];
  if (settings.governanceForcePayloadVote && !settings.governancePayload) {
    const path = "governanceForcePayloadVote";
    problems.push({ path, message: "is of use only with governancePayload", fix: removeFix(path) });
  }
  if (isPublic(settings) && settings.validator.disabled && settings.role === "sequencer") {
    const message = "is true: a validator that performs no duties is slashed for it; use role full-node";
    problems.push({ path: "validator.disabled", message, fix: removeFix("validator.disabled") });
  }
  return problems;
}
