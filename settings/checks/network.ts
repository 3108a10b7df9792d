/** Whether a stack can join its network: what each kind of network needs, and what it brings itself. */
import { privateKindOf } from "../../keys/addresses";
import { removeFix, setFix } from "../fixes";
import { oldestReleaseFor, proposedRelease } from "../network/network-release";
import { isPublic, NETWORK_CONFIG_VARIABLE } from "../network/networks";
import { meantBy } from "../network/other-rollup";
import { missing, obsolete, type Problem, wrong } from "../problems";
import { settingDefinitions } from "../schema";
import { nodeRoles } from "../schema/definition";
import type { Check, Context } from "./context";
import { isApplicable } from "./applicability";

export const checkNetwork: Check = (context) => [
  ...needs(context),
  ...brings(context),
  ...releaseOfNetwork(context),
  ...address(context),
];

/** What a stack cannot do without, and why. */
function needs(context: Context): Problem[] {
  return Object.entries(needed(context))
    .filter(([path]) => !context.isSet(path) && applies(path, context))
    .map(([path, why]) => missing(path, why));
}

function needed({ settings, isSet }: Context): Record<string, string> {
  if (settings.network === "local") return {};
  return {
    ethereumHosts: "the node reads Ethereum there",
    l1ConsensusHosts: "the node fetches blobs there",
    ...(settings.p2p.queryForIp || !settings.p2p.enabled || settings.host.kind === "aws"
      ? {}
      : { "p2p.announceIp": "peers reach the node by its public address" }),
    ...(settings.network === "custom" && !isSet("bootnodeUrl") ? ownNetwork() : {}),
  };
}

/** Without a bootnode to ask, a network of one's own has to be described. */
function ownNetwork(): Record<string, string> {
  const paths = settingDefinitions.map(({ path }) => path).filter((path) => path.startsWith("l1Contracts."));
  const why = "a custom network without bootnodeUrl has to be described";
  return Object.fromEntries(["l1ChainId", ...paths].map((path) => [path, why]));
}

/** Whether this role and release have a use for a setting. */
function applies(path: string, { settings, release }: Context): boolean {
  const variable = settingDefinitions.find((one) => one.path === path);
  if (!variable) return false;
  return (variable.roles?.includes(settings.role) ?? true) && isApplicable(variable, release);
}

/** What is known without the operator: another value could only be wrong. */
function brings({ settings, isSet }: Context): Problem[] {
  const { network } = settings;
  if (network === "custom") return [];
  const own = [
    "bootnodeUrl",
    "l1ChainId",
    ...settingDefinitions.map(({ path }) => path).filter((path) => path.startsWith("l1Contracts.")),
  ];
  const local = ["ethereumHosts", "ethereumDebugHosts", "l1ConsensusHosts", "bootstrapNodes"];
  return [...own, ...(network === "local" ? local : [])]
    .filter(isSet)
    .map((path) => obsolete(path, `is what the network ${network} brings itself: remove it, or write network custom`));
}

function releaseOfNetwork({ settings, release, localRelease }: Context): Problem[] {
  const { network } = settings;
  if (network === "local" && release.version !== localRelease) {
    const message = `is ${release.version}, but a local network's images are made of ${localRelease}: use that one`;
    return [wrong("release", message, setFix("release", localRelease))];
  }
  if (network === "local" && settings.role !== "sequencer" && settings.role !== "full-node") {
    const message = `is ${settings.role}: a local network is for a sequencer or a full node; provers take network custom`;
    return [wrong("role", message, setFix("role", "sequencer"))];
  }
  const oldest = oldestReleaseFor(network);
  if (oldest === undefined || release.isFrom(oldest) || settings.stopped || isAnotherNetwork(settings)) return [];
  const message = `is ${release.version}: ${network} runs ${oldest} and later, and an older node only stands by`;
  return [wrong("release", message, setFix("release", proposedRelease(network)))];
}

/** Whether the operator says that the network is not what is known of it here, or that its release is meant. */
function isAnotherNetwork(settings: Context["settings"]): boolean {
  return meantBy(settings) !== undefined || (settings.extraEnv?.names.includes(NETWORK_CONFIG_VARIABLE) ?? false);
}

function address({ settings, isSet }: Context): Problem[] {
  const { announceIp, queryForIp, publicIpServices } = settings.p2p;
  const problems: Problem[] = [];
  const kind = announceIp && isPublic(settings) ? privateKindOf(announceIp) : undefined;
  if (kind) {
    problems.push(wrong("p2p.announceIp", `${kind}: peers need the public IPv4 address`));
  }
  if (announceIp && queryForIp) {
    const message = "is set together with p2p.queryForIp: the node asks only where it has no address, remove one";
    problems.push(wrong("p2p.announceIp", message, removeFix("p2p.queryForIp")));
  }
  if (publicIpServices && !queryForIp) {
    const message = "is of use only with p2p.queryForIp: true";
    problems.push(wrong("p2p.publicIpServices", message, setFix("p2p.queryForIp", "true")));
  }
  if (isPublic(settings) && isSet("p2p.enabled") && !settings.p2p.enabled && nodeRoles.includes(settings.role)) {
    const message = "is false: on a public network a node without peers sees and signs nothing";
    problems.push(wrong("p2p.enabled", message, setFix("p2p.enabled", "true")));
  }
  return problems;
}
