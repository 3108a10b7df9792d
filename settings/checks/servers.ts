/** Checks of the servers that a node queries, together with its other settings. */
import { isInNetwork } from "../../keys/addresses";
import { setFix } from "../fixes";
import { type Problem, wrong } from "../problems";
import type { Settings } from "../schema";
import { HOST_GATEWAY, hostEntryOf } from "../schema/host-entry";
import type { HostFacts } from "../server-url";
import { accountsOf } from "../stack-accounts";
import type { Check } from "./context";

export const checkServers: Check = ({ settings }) => [
  ...dockerNames(settings),
  ...inOwnNetwork(settings),
  ...otherL1(settings),
  ...signerOfEthereum(settings),
  ...brokerOfEthereum(settings),
];

/** Returns the facts of the servers that a node queries, by setting. */
export function hostsOf(settings: Settings): (readonly [path: string, facts: HostFacts])[] {
  const { ethereumHosts, ethereumDebugHosts, l1ConsensusHosts, haDatabaseUrl, otel, prover } = settings;
  const signers = accountsOf(settings).signers.map(({ path, server }) => [path, server] as const);
  const facts = Object.entries({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts, haDatabaseUrl });
  const urls = Object.entries({
    "prover.brokerUrl": prover.brokerUrl,
    "otel.metricsEndpoint": otel.metricsEndpoint,
    "otel.tracesEndpoint": otel.tracesEndpoint,
    "otel.logsEndpoint": otel.logsEndpoint,
  });
  return [...facts, ...signers, ...urls].flatMap(([path, found]) => (found ? [[path, found] as const] : []));
}

/** Finds names that only Docker's desktop editions have built in: elsewhere the container needs an entry of its own. */
function dockerNames(settings: Settings): Problem[] {
  const entries = settings.extraHosts ?? [];
  const known = entries.map((entry) => hostEntryOf(entry).name);
  return hostsOf(settings).flatMap(([path, { dockerNames: names }]) => {
    const [name] = names.filter((one) => !known.includes(one));
    if (name === undefined) return [];
    const fix = setFix("extraHosts", [...entries, `${name}:${HOST_GATEWAY}`].join(","));
    return [wrong(path, `points to ${name}, a name that the container knows only with extraHosts`, fix)];
  });
}

/** Finds a server in the container's own network: the container would look for it beside it, and not on the way out. */
function inOwnNetwork(settings: Settings): Problem[] {
  const { dockerSubnet, extraHosts = [], host } = settings;
  if (dockerSubnet === undefined) return [];
  const servers = hostsOf(settings).map(([path, { addresses }]) => [path, addresses] as const);
  const others = Object.entries({
    extraHosts: extraHosts.map((entry) => hostEntryOf(entry).address),
    "host.address": host.address === undefined ? [] : [host.address],
  });
  const [found] = [...servers, ...others].filter(([, all]) => all.some((one) => isInNetwork(one, dockerSubnet)));
  if (!found) return [];
  const message = `is ${dockerSubnet}, which contains the address in ${found[0]}: the container could not reach it. Choose another network`;
  return [wrong("dockerSubnet", message)];
}

/** Ethereum's networks under the public networks, by the names in URLs. */
const L1_OF = { mainnet: "mainnet", testnet: "sepolia" } as const;

/** Finds servers of another Ethereum network, by the names that providers put into URLs. The node would not start. */
function otherL1(settings: Settings): Problem[] {
  const { network, ethereumHosts, ethereumDebugHosts, l1ConsensusHosts } = settings;
  if (network !== "mainnet" && network !== "testnet") return [];
  const own = L1_OF[network];
  return Object.entries({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts }).flatMap(([path, servers]) => {
    // A server whose name has both tells nothing.
    const [name] = servers?.l1Names.find((names) => names.length > 0 && !names.includes(own)) ?? [];
    if (name === undefined) return [];
    return [wrong(path, `has a server of ${name} by its URL, and network ${network} is on Ethereum's ${own}`)];
  });
}

/** Finds a remote signer that is an Ethereum server, which would refuse every request to sign. */
function signerOfEthereum(settings: Settings): Problem[] {
  const { ethereumHosts, l1ConsensusHosts } = settings;
  const ethereum = [...(ethereumHosts?.fingerprints ?? []), ...(l1ConsensusHosts?.fingerprints ?? [])];
  const message = "is the URL of an Ethereum server of this stack, which does not sign: use that of Web3Signer";
  return accountsOf(settings)
    .signers.filter(({ server }) => server?.fingerprints.some((one) => ethereum.includes(one)))
    .map(({ path }) => wrong(path, message));
}

/** Finds a prover's broker that is an Ethereum server. */
function brokerOfEthereum({ ethereumHosts, l1ConsensusHosts, prover: { brokerUrl } }: Settings): Problem[] {
  const ethereum = [...(ethereumHosts?.fingerprints ?? []), ...(l1ConsensusHosts?.fingerprints ?? [])];
  if (!brokerUrl?.fingerprints.some((one) => ethereum.includes(one))) return [];
  return [wrong("prover.brokerUrl", "is the URL of an Ethereum server of this stack: use that of the prover broker")];
}
