/**
 * Generates example stack files, one for each kind of setup. Settings that only the operator can decide are missing; the
 * commands that set them are in the comment at the top.
 */
import { setCommand } from "../settings/commands";
import { proposedRelease } from "../settings/network/network-release";
import { settingAt } from "../settings/schema";

export interface Example {
  /** The stack's name: the file is `examples/<name>.yaml`. */
  readonly name: string;
  readonly title: string;
  /** Values by the paths of their settings. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Settings that the operator has to set: secrets, and those that differ for every node. */
  readonly required: readonly string[];
}

const SERVERS = ["ethereumHosts", "l1ConsensusHosts"];

export const examples: readonly Example[] = [
  {
    name: "testnet",
    title: "A sequencer on the public test network, on this machine",
    values: { network: "testnet", release: proposedRelease("testnet") },
    required: [...SERVERS, "p2p.announceIp", "attesterPrivateKey"],
  },
  {
    name: "server",
    title: "A sequencer on the public test network, on your server, by SSH (docs/server.md)",
    values: { network: "testnet", release: proposedRelease("testnet"), "host.kind": "ssh", "host.installDocker": true },
    required: ["host.address", ...SERVERS, "p2p.announceIp", "attesterPrivateKey"],
  },
  {
    name: "aws",
    title: "A sequencer on the public test network, on an instance on AWS (docs/aws.md)",
    values: {
      network: "testnet",
      release: proposedRelease("testnet"),
      "host.kind": "aws",
      "aws.region": "eu-central-1",
      "aws.instanceType": "c7i.4xlarge",
      "aws.dataGb": 1000,
      "aws.dailySnapshots": 7,
    },
    required: ["aws.sshPublicKey", ...SERVERS, "attesterPrivateKey"],
  },
  {
    name: "mainnet-ha",
    title: "One of several sequencers on mainnet with one attester and one database: if one fails, another takes over",
    values: {
      network: "mainnet",
      release: proposedRelease("mainnet"),
      enableAutoShutdown: true,
      "ha.enabled": true,
      "ha.nodeId": "node-1",
    },
    required: [...SERVERS, "p2p.announceIp", "attesterPrivateKey", "publisherPrivateKeys", "coinbase", "haDatabaseUrl"],
  },
  {
    name: "full-node",
    title: "A node of the test network without duties: for a private RPC server, or as a first step",
    values: { network: "testnet", role: "full-node", release: proposedRelease("testnet"), "sync.mode": "snapshot" },
    required: [...SERVERS, "p2p.announceIp"],
  },
  ...provers(),
  {
    name: "custom",
    title: "A sequencer on another network, configured by a bootnode",
    values: { network: "custom", release: proposedRelease("custom") },
    required: ["bootnodeUrl", ...SERVERS, "p2p.announceIp", "attesterPrivateKey"],
  },
];

/** Returns the three roles that prove epochs together (docs/provers.md), on one Docker network of one host. */
function provers(): Example[] {
  const values = { network: "testnet", release: proposedRelease("testnet"), dockerNetworks: "provers" };
  const broker = { "prover.brokerUrl": "http://aztec-validator-prover-broker:8080" };
  return [
    {
      name: "prover-broker",
      title: "A prover's broker on the public test network: it stores jobs and hands them out (docs/provers.md)",
      values: { ...values, role: "prover-broker" },
      required: SERVERS,
    },
    {
      name: "prover-agent",
      title: "A prover's agent: it takes jobs from the broker and makes proofs (docs/provers.md)",
      values: { ...values, role: "prover-agent", memoryMb: 131_072, ...broker },
      required: [],
    },
    {
      name: "prover-node",
      title:
        "A prover node on the public test network: it makes jobs of an epoch and sends its proof (docs/provers.md)",
      values: { ...values, role: "prover-node", rpcPort: 8081, ...broker },
      required: [...SERVERS, "p2p.announceIp", "proverPublisherPrivateKeys"],
    },
  ];
}

/** Returns the text of a file. @throws for a path that is not a setting */
export function exampleText({ name, title, values, required }: Example): string {
  const { dockerNetworks: shared } = values;
  const network = typeof shared === "string" ? [`docker network create ${shared}`] : [];
  const head = [
    "# yaml-language-server: $schema=docs/stack.schema.json",
    `# ${title}.`,
    // An `up` does not create it, and the others on the host use the same.
    ...network.map(() => "# Its Docker network is created once for all stacks on the host."),
    "#",
    `#   cp examples/${name}.yaml Pulumi.${name}.yaml`,
    `#   pulumi stack init ${name}`,
    ...network.map((command) => `#   ${command}`),
    ...required.map((path) => `#   ${setCommand(path, undefined, name)}`),
    `#   pulumi up --stack ${name}`,
  ];
  return [...head, "config:", ...lines(values), ""].join("\n");
}

function lines(values: Example["values"]): string[] {
  const groups = [...new Set(Object.keys(values).map((path) => path.split(".")[0] ?? path))];
  return groups.flatMap((group) => {
    const members = Object.entries(values).filter(([path]) => path.startsWith(`${group}.`));
    if (members.length === 0) return line(group, values[group], group, "  ");
    return [
      `  ${group}:`,
      ...members.flatMap(([path, value]) => line(path, value, path.slice(group.length + 1), "    ")),
    ];
  });
}

function line(path: string, value: unknown, name: string, indent: string): string[] {
  const definition = settingAt(path);
  if (!definition) throw new Error(`${path} is not a setting`);
  return [`${indent}# ${definition.description}.`, `${indent}${name}: ${String(value)}`];
}
