/**
 * Example stack files, made from the table: one for each way to run. What only the operator knows is not in them; the
 * commands that set it are at their heads.
 */
import { setCommand } from "../settings/commands";
import { proposedRelease } from "../settings/network/network-release";
import { settingAt } from "../settings/schema";

export interface Example {
  /** The stack's name: the file is `examples/<name>.yaml`. */
  readonly name: string;
  readonly title: string;
  /** By the settings' paths. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Settings that the operator has to set: secrets, and what is different for everyone. */
  readonly asked: readonly string[];
}

const SERVERS = ["ethereumHosts", "l1ConsensusHosts"];

export const examples: readonly Example[] = [
  {
    name: "testnet",
    title: "A sequencer on the public test network, on this machine",
    values: { network: "testnet", release: proposedRelease("testnet") },
    asked: [...SERVERS, "p2p.announceIp", "attesterPrivateKey"],
  },
  {
    name: "server",
    title: "A sequencer on the public test network, on a server of yours that SSH reaches (docs/server.md)",
    values: { network: "testnet", release: proposedRelease("testnet"), "host.kind": "ssh", "host.installDocker": true },
    asked: ["host.address", ...SERVERS, "p2p.announceIp", "attesterPrivateKey"],
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
    },
    asked: ["aws.sshPublicKey", ...SERVERS, "attesterPrivateKey"],
  },
  {
    name: "mainnet-ha",
    title: "One of several sequencers on mainnet that share an attester and a database, so that one may fail",
    values: {
      network: "mainnet",
      release: proposedRelease("mainnet"),
      enableAutoShutdown: true,
      "ha.enabled": true,
      "ha.nodeId": "node-1",
    },
    asked: [...SERVERS, "p2p.announceIp", "attesterPrivateKey", "publisherPrivateKeys", "coinbase", "haDatabaseUrl"],
  },
  {
    name: "full-node",
    title: "A node of the test network that validates nothing: for one's own RPC, or to begin with",
    values: { network: "testnet", role: "full-node", release: proposedRelease("testnet"), "sync.mode": "snapshot" },
    asked: [...SERVERS, "p2p.announceIp"],
  },
  {
    name: "custom",
    title: "A sequencer on another network, of which only a node's URL is known",
    values: { network: "custom", release: proposedRelease("custom") },
    asked: ["bootnodeUrl", ...SERVERS, "p2p.announceIp", "attesterPrivateKey"],
  },
];

/** A file's text. @throws for a path that is no setting */
export function exampleText({ name, title, values, asked }: Example): string {
  const head = [
    "# yaml-language-server: $schema=docs/stack.schema.json",
    `# ${title}.`,
    "#",
    `#   cp examples/${name}.yaml Pulumi.${name}.yaml`,
    `#   pulumi stack init ${name}`,
    ...asked.map((path) => `#   ${setCommand(path)}`),
    "#   pulumi up",
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
  const variable = settingAt(path);
  if (!variable) throw new Error(`${path} is not a setting`);
  return [`${indent}# ${variable.description}.`, `${indent}${name}: ${String(value)}`];
}
