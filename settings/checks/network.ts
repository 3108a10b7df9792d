/** Checks the settings that each kind of network needs or provides. */
import { isOfHost, privateKindOf } from "../../keys/addresses";
import { removeFix, setFix } from "../fixes";
import { oldestReleaseFor, proposedRelease } from "../network/network-release";
import { isPublic, NETWORK_CONFIG_VARIABLE, publicContractOn } from "../network/networks";
import { meantBy } from "../network/other-rollup";
import { excess, missing, obsolete, type Problem, wrong } from "../problems";
import { settingAt, settingDefinitions } from "../schema";
import { nodeRoles, proverRoles } from "../schema/definition";
import type { Check, Context } from "./context";
import { isApplicable } from "./applicability";

export const checkNetwork: Check = (context) => [
  ...missingSettings(context),
  ...providedSettings(context),
  ...releaseOfNetwork(context),
  ...publicNetworkAsCustom(context),
  ...chainOfOtherStack(context),
  ...address(context),
];

/** Finds required settings that are missing. */
function missingSettings(context: Context): Problem[] {
  return Object.entries(needed(context))
    .filter(([path]) => !context.isSet(path) && applies(path, context))
    .map(([path, why]) => missing(path, why));
}

function needed({ settings, isSet }: Context): Record<string, string> {
  if (settings.network === "local") return {};
  return {
    ethereumHosts: "the node reads Ethereum from it",
    l1ConsensusHosts: "the node fetches blobs from it",
    ...(settings.p2p.queryForIp || !settings.p2p.enabled || settings.host.kind === "aws"
      ? {}
      : { "p2p.announceIp": "peers connect to the node at its public address" }),
    ...(settings.network === "custom" && !isSet("bootnodeUrl") ? customNetwork() : {}),
  };
}

/** Returns the settings that describe a custom network without a bootnode. */
function customNetwork(): Record<string, string> {
  const paths = settingDefinitions.map(({ path }) => path).filter((path) => path.startsWith("l1Contracts."));
  const why = "a custom network needs it, unless bootnodeUrl is set";
  return Object.fromEntries(["l1ChainId", ...paths].map((path) => [path, why]));
}

/** Returns whether the role and the release use a setting. */
function applies(path: string, { settings, release }: Context): boolean {
  const definition = settingAt(path);
  if (!definition) return false;
  return (definition.roles?.includes(settings.role) ?? true) && isApplicable(definition, release);
}

/** Finds settings that the network provides: another value could only be wrong. */
function providedSettings({ settings, isSet }: Context): Problem[] {
  const { network } = settings;
  if (network === "custom") return [];
  const provided = [
    "bootnodeUrl",
    "l1ChainId",
    ...settingDefinitions.map(({ path }) => path).filter((path) => path.startsWith("l1Contracts.")),
  ];
  const local = ["ethereumHosts", "ethereumDebugHosts", "l1ConsensusHosts", "bootstrapNodes"];
  return [...provided, ...(network === "local" ? local : [])]
    .filter(isSet)
    .map((path) => obsolete(path, `is provided by network ${network}: remove it, or use network custom`));
}

/**
 * Finds a public network that is described as a custom one: it would escape the checks that protect a stake. If a bootnode
 * describes the network, node/node-info.ts compares its answer.
 */
function publicNetworkAsCustom({ settings }: Context): Problem[] {
  if (settings.network !== "custom") return [];
  return (["registry", "rollup"] as const).flatMap((contract) => {
    const known = publicContractOn(settings.l1Contracts[contract] ?? "", settings.l1ChainId);
    if (!known) return [];
    const message = `is the ${known.name} of ${known.network}: use network ${known.network}, so that its checks protect the stake`;
    return [wrong(`l1Contracts.${contract}`, message, setFix("network", known.network))];
  });
}

function chainOfOtherStack({ settings, isSet }: Context): Problem[] {
  if (settings.network === "local" || !isSet("localChainOf")) return [];
  return [
    obsolete("localChainOf", `has no effect on network ${settings.network}: only a local network has such a chain`),
  ];
}

function releaseOfNetwork({ settings, release, localRelease }: Context): Problem[] {
  const { network } = settings;
  if (network === "local" && release.version !== localRelease) {
    const message = `is ${release.version}, but the images of a local network are built from ${localRelease}`;
    return [wrong("release", message, setFix("release", localRelease))];
  }
  if (network === "local" && proverRoles.includes(settings.role) && settings.localChainOf === undefined) {
    const message = `is not set: a ${settings.role} proves the chain of another stack, and starts none of its own`;
    return [wrong("localChainOf", message)];
  }
  const oldest = oldestReleaseFor(network);
  if (oldest === undefined || release.isFrom(oldest) || settings.stopped || isAnotherNetwork(settings)) return [];
  const message = `is ${release.version}, but ${network} needs ${oldest} or later: an older node only stands by and performs no duties`;
  return [wrong("release", message, setFix("release", proposedRelease(network)))];
}

/** Returns whether the settings deliberately deviate from the known network. */
function isAnotherNetwork(settings: Context["settings"]): boolean {
  return meantBy(settings) !== undefined || (settings.extraEnv?.names.includes(NETWORK_CONFIG_VARIABLE) ?? false);
}

/** Addresses of public DNS servers, which stand in examples and answers. */
const RESOLVERS = ["8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"];

/** The address of every example. No operator has it. */
const EXAMPLE = "1.2.3.4";

/** The default of p2p.listenAddress. */
const EVERYWHERE = "0.0.0.0";

function address({ settings, isSet }: Context): Problem[] {
  const { announceIp, queryForIp, publicIpServices, listenAddress } = settings.p2p;
  const problems: Problem[] = [];
  const kind = announceIp ? privateKindOf(announceIp) : undefined;
  if (kind && isPublic(settings)) {
    problems.push(wrong("p2p.announceIp", `${kind}: peers need a public IPv4 address`));
  } else if (announceIp && RESOLVERS.includes(announceIp)) {
    problems.push(wrong("p2p.announceIp", "is the address of a public DNS server: write this host's own address"));
  } else if (announceIp === EXAMPLE) {
    problems.push(wrong("p2p.announceIp", "is the address of every example: write this host's own address"));
  } else if (announceIp && !isOfHost(announceIp)) {
    problems.push(wrong("p2p.announceIp", "is not the address of a host: no peer finds the node at it"));
  }
  if (announceIp && queryForIp) {
    const message = "and p2p.queryForIp are both set: the node looks up its address only if none is configured";
    problems.push(wrong("p2p.announceIp", message, removeFix("p2p.queryForIp")));
  }
  if (publicIpServices && !queryForIp) {
    const path = "p2p.publicIpServices";
    const message = "has no effect without p2p.queryForIp: true";
    const isKnown = announceIp !== undefined || settings.host.kind === "aws";
    problems.push(isKnown ? excess(path, message) : wrong(path, message, setFix("p2p.queryForIp", "true")));
  }
  if (isPublic(settings) && listenAddress !== EVERYWHERE) {
    const message = `is ${listenAddress}, an address inside the container: published ports reach the node only on ${EVERYWHERE}`;
    problems.push(wrong("p2p.listenAddress", message, setFix("p2p.listenAddress", EVERYWHERE)));
  }
  if (isPublic(settings) && isSet("p2p.enabled") && !settings.p2p.enabled && nodeRoles.includes(settings.role)) {
    const message = "is false, but on a public network a node without peers cannot sync or sign";
    problems.push(wrong("p2p.enabled", message, setFix("p2p.enabled", "true")));
  }
  return problems;
}
