/** Warnings about settings that are valid. */
import { isPublicAddress, privateKindOf } from "../../keys/addresses";
import { diskLimit, instanceKind, unknownFamily } from "../aws/instance-types";
import { isPublic } from "../network/networks";
import { openPorts } from "../ports";
import type { Settings } from "../schema";
import { nodeRoles } from "../schema/definition";
import { stackOption } from "../commands";
import { accountsOf } from "../stack-accounts";
import { apiKeyWarnings } from "./api-keys";
import { dutyWarnings } from "./duty-warnings";
import { serverWarnings } from "./server-warnings";

/** Returns warnings, as sentences. */
export function configWarnings(settings: Settings, stack?: string): string[] {
  return [
    ...family(settings),
    ...privateSources(settings),
    ...processors(settings),
    ...disk(settings),
    ...dutyWarnings(settings),
    ...serverWarnings(settings, stack),
    ...peers(settings),
    ...oneServer(settings, stack),
    ...apiKeyWarnings(settings),
    ...logged(settings),
    ...openSigner(settings),
    ...small(settings),
    ...agents(settings),
    ...quiet(settings),
    ...otherAddress(settings),
    ...bridge(settings),
    ...manyRules(settings),
  ];
}

function family({ host: { kind: where }, aws: { instanceType } }: Settings): string[] {
  const warning = where === "aws" ? unknownFamily(instanceType) : undefined;
  return warning === undefined ? [] : [warning];
}

/** Warns of sources that cannot reach the instance's public address, to which `up` and every command connect. */
function privateSources({ host: { kind: where }, aws: { access, sshSources = [] } }: Settings): string[] {
  if (where !== "aws" || access !== "ssh" || sshSources.length === 0) return [];
  const isPrivate = (network: string) => privateKindOf(network.replace(/\/.*/, "")) !== undefined;
  if (!sshSources.every(isPrivate)) return [];
  return [
    "aws.sshSources has private networks only, and `up` connects to the instance's public address, where none of them arrives. Over a VPN or a peered network it works if SSH's configuration has the instance's private address as the HostName of the public one. Else add this machine's public address with /32, or use aws.access: instance-connect, which opens no port.",
  ];
}

/** Recommended vCPUs of a validator. With fewer, proposals come late under load. */
const ADVISED_VCPUS = 16;

function processors({ host: { kind: where }, aws: { instanceType }, role }: Settings): string[] {
  const kind = instanceKind(instanceType);
  if (where !== "aws" || role !== "sequencer" || typeof kind === "string") return [];
  const few = `aws.instanceType is ${instanceType}, with ${kind.vcpus} vCPUs: ${ADVISED_VCPUS} are recommended for a sequencer, or proposals may come late.`;
  const flex = `aws.instanceType is ${instanceType}, of which AWS guarantees 40 % of the processors only: when it lends out the rest, proposals may come late. Use the same type without -flex.`;
  return [...(kind.vcpus < ADVISED_VCPUS ? [few] : []), ...(kind.isFlex ? [flex] : [])];
}

/** IOPS below which a sequencer on a public network is warned, and what the vendor recommends (operators' guide of 6.0). */
const FEW_IOPS = 10_000;
const ADVISED_IOPS = 50_000;

function disk(settings: Settings): string[] {
  const { instanceType, dataIops, dataThroughput } = settings.aws;
  if (settings.host.kind !== "aws") return [];
  const limit = diskLimit(instanceType);
  const isSlow =
    settings.role === "sequencer" && isPublic(settings) && Math.min(dataIops, limit?.iops ?? dataIops) < FEW_IOPS;
  const slow = `The data volume does ${Math.min(dataIops, limit?.iops ?? dataIops)} IOPS on ${instanceType}: the node's vendor recommends ${ADVISED_IOPS}, and with fewer than ${FEW_IOPS} a sequencer may miss duties under load.`;
  const unused = (path: string, value: number, most: number, unit: string) =>
    value > most
      ? [
          `${path} is ${value}, but ${instanceType} sustains ${most}${unit}: AWS charges for the rest, which only short bursts use.`,
        ]
      : [];
  return [
    ...(isSlow ? [slow] : []),
    ...(limit ? unused("aws.dataIops", dataIops, limit.iops, " IOPS") : []),
    ...(limit ? unused("aws.dataThroughput", dataThroughput, limit.throughput, " MB/s") : []),
  ];
}

/** Peers that the node tries to keep by default. Source: P2P_MIN_PEERS of releases up to 4.x, the same in all of them. */
const LEAST_PEERS = 10;

function peers(settings: Settings): string[] {
  const { maxPeers } = settings.p2p;
  if (!isPublic(settings) || maxPeers === undefined || maxPeers >= LEAST_PEERS) return [];
  return [
    `p2p.maxPeers is ${maxPeers}: with fewer than ${LEAST_PEERS} peers, attestations and proposals arrive late or not at all.`,
  ];
}

/** Warns of one URL for both of Ethereum's clients: few servers answer both kinds of requests. */
function oneServer({ ethereumHosts, ethereumDebugHosts, l1ConsensusHosts }: Settings, stack?: string): string[] {
  const beacons = l1ConsensusHosts?.fingerprints ?? [];
  return Object.entries({ ethereumHosts, ethereumDebugHosts }).flatMap(([path, servers]) =>
    servers?.fingerprints.some((one) => beacons.includes(one))
      ? [
          `l1ConsensusHosts and ${path} have the same URL. Few servers offer both JSON-RPC and the beacon API at one URL: run aztec-validator doctor${stackOption(stack)}.`,
        ]
      : [],
  );
}

/** Warns of a signer on the internet: Web3Signer signs for everyone who reaches it. */
function openSigner(settings: Settings): string[] {
  return accountsOf(settings)
    .signers.filter(({ server }) => server?.isOpen)
    .map(
      ({ path }) =>
        `${path} is at a public address without TLS: Web3Signer signs for everyone who reaches it. Use a private network.`,
    );
}

/** Memory and disk below which a node of a public network fails sooner or later. Source: README.md, Requirements. */
const LEAST_MEMORY = 8192;
const LEAST_DISK = 500;

function small(settings: Settings): string[] {
  const { host, aws, memoryMb, role } = settings;
  if (!isPublic(settings) || !nodeRoles.includes(role)) return [];
  const memory = `memoryMb is ${memoryMb}: with less than ${LEAST_MEMORY} MiB the kernel may kill a node of a public network, and 16384 are recommended.`;
  const disk = `aws.dataGb is ${aws.dataGb}: the data of a public network grows over ${LEAST_DISK} GiB, and 1000 are recommended.`;
  return [
    ...(memoryMb < LEAST_MEMORY ? [memory] : []),
    ...(host.kind === "aws" && aws.dataGb < LEAST_DISK ? [disk] : []),
  ];
}

/** Warns of keys in URLs that the node logs. Source: it logs the URL of a blob server or signer that does not answer. */
function logged(settings: Settings): string[] {
  const { l1ConsensusHosts } = settings;
  const signers = accountsOf(settings).signers.filter(({ server }) => server?.hasKey);
  return [
    ...(l1ConsensusHosts?.hasKey
      ? [
          "l1ConsensusHosts has a key in a URL, which the node logs if the server does not answer. If the server accepts keys in a header, set l1ConsensusHostApiKeys.",
        ]
      : []),
    ...signers.map(({ path }) => `${path} contains a key, which the node logs if the signer does not answer.`),
  ];
}

/** Warns of the range that Docker's own bridge has unless its engine is configured otherwise: two networks cannot share one. */
function bridge({ dockerSubnet }: Settings): string[] {
  if (!dockerSubnet?.startsWith("172.17.")) return [];
  return [
    `dockerSubnet is ${dockerSubnet}, in the range of Docker's own bridge: unless the engine's daemon.json moves that, \`up\` fails with "Pool overlaps". Use another network, such as 172.30.7.0/24.`,
  ];
}

/** Inbound rules of a security group for IPv4 that AWS allows without a request. Source: AWS, Amazon VPC quotas. */
const RULES_OF_GROUP = 60;

function manyRules(settings: Settings): string[] {
  const sources = openPorts(settings).flatMap((port) => port.sources);
  const count = sources.filter((network) => !network.includes(":")).length;
  if (settings.host.kind !== "aws" || count <= RULES_OF_GROUP) return [];
  return [
    `aws.sshSources and aws.rpcSources make ${count} rules, and AWS allows ${RULES_OF_GROUP} in a security group unless its quota is raised: \`up\` would stop after the first ${RULES_OF_GROUP}. Combine networks, or ask AWS for more "Inbound or outbound rules per security group".`,
  ];
}

/** MiB for one proof: the vendor asks for 128 GB, and some are the system's. */
const PROOF_MB = 120_000;

function agents(settings: Settings): string[] {
  const { role, memoryMb, prover } = settings;
  const proofs = prover.agentCount ?? (role === "prover-agent" ? 1 : 0);
  if (!isPublic(settings) || memoryMb >= proofs * PROOF_MB) return [];
  return [
    `memoryMb is ${memoryMb}, and a proof needs 128 GB (prover.agentCount: ${proofs} at a time): the kernel may kill the node while it proves.`,
  ];
}

function quiet({ logLevel }: Settings): string[] {
  return /^(silent|fatal)/.test(logLevel)
    ? [`logLevel is ${logLevel}: if a duty is missed, the log does not say why. The default is info.`]
    : [];
}

/** Warns of peers that look for the node elsewhere than SSH: the announced address is often left from another server. */
function otherAddress({ host, p2p }: Settings): string[] {
  const { address = "" } = host;
  if (host.kind !== "ssh" || !isPublicAddress(address) || p2p.announceIp === undefined || p2p.announceIp === address)
    return [];
  return [
    `p2p.announceIp is ${p2p.announceIp}, but SSH reaches the server at ${address}: peers find the node only if both addresses are the server's.`,
  ];
}
