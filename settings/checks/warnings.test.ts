/** Warnings of settings that are valid. That right stacks have none is the test of settings/operators.test.ts. */
import { expect, it } from "vitest";
import {
  acceptedConfig,
  configOf,
  highAvailability,
  isSecret,
  mainnet,
  onAws,
  onServer,
} from "../../test/fixtures/stacks";
import { bare } from "../../test/fixtures/wrong/ways";

const signed = { ...bare, attesterAddress: "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB" };

type Case = readonly [name: string, values: Readonly<Record<string, unknown>>, warning: string];

const encrypted = (name: string) => isSecret(name) || name === "ethereumHosts";

it.each<Case>([
  [
    "little memory",
    { ...mainnet, memoryMb: 2048 },
    "memoryMb is 2048: with less than 8192 MiB the kernel may kill a node of a public network, and 16384 are recommended.",
  ],
  [
    "a small disk on AWS",
    { ...onAws(mainnet), "aws.dataGb": 100 },
    "aws.dataGb is 100: the data of a public network grows over 500 GiB, and 1000 are recommended.",
  ],
  [
    "a bare key as the header Authorization",
    { ...mainnet, l1ConsensusHostApiKeys: ["abcdef"], l1ConsensusHostApiKeyHeaders: ["authorization"] },
    "l1ConsensusHostApiKeys[0] is the whole header Authorization, without Bearer or Basic before the key: most servers refuse it (401). Write Bearer <key>, or set in l1ConsensusHostApiKeyHeaders the header that the server's provider names.",
  ],
  [
    "private networks alone for SSH to AWS",
    { ...onAws(mainnet), "aws.access": "ssh", "aws.sshSources": ["10.8.0.0/16", "100.64.0.0/10"] },
    "aws.sshSources has private networks only, and `up` connects to the instance's public address, where none of them arrives. Over a VPN or a peered network it works if SSH's configuration has the instance's private address as the HostName of the public one. Else add this machine's public address with /32, or use aws.access: instance-connect, which opens no port.",
  ],
  [
    "an instance of a family that is not in the table",
    { ...onAws(mainnet), "aws.instanceType": "c9z.4xlarge" },
    "aws.instanceType is c9z.4xlarge, and the table of 2025-12 has no c9z: if it is not mistyped but newer, its size, disk and price are not checked.",
  ],
  [
    "a gas price that is often exceeded",
    { ...mainnet, "gas.maxGwei": 2 },
    "gas.maxGwei is 2: while Ethereum costs more, the validator publishes nothing, and misses its proposals.",
  ],
  [
    "a blob fee that is often exceeded",
    { ...mainnet, "gas.maxBlobGwei": 0.001 },
    "gas.maxBlobGwei is 0.001: while Ethereum costs more, the validator publishes nothing, and misses its proposals.",
  ],
  [
    "a high tip",
    { ...mainnet, "gas.minPriorityGwei": 500 },
    "gas.minPriorityGwei is 500: each transaction pays at least that much for each unit of gas.",
  ],
  ...[
    ["archiver.pollingIntervalMs", 600_000],
    ["archiver.viemPollingIntervalMs", 3_600_000],
    ["p2p.blockCheckIntervalMs", 60_000],
    ["validator.attestationsPollingIntervalMs", 60_000],
    ["publisher.viemPollingIntervalMs", 60_000],
  ].map(([path, ms]): Case => [
    `an interval longer than a slot: ${String(path)}`,
    { ...mainnet, [String(path)]: ms },
    `${String(path)} is ${String(ms)} ms, longer than a slot of Ethereum (12000 ms): the validator would act too late.`,
  ]),
  [
    "a short timeout of Ethereum",
    { ...mainnet, ethereumHttpTimeoutMs: 100 },
    "ethereumHttpTimeoutMs is 100: many answers take longer, and fail.",
  ],
  [
    "a long timeout of Ethereum",
    { ...mainnet, ethereumHttpTimeoutMs: 600_000 },
    "ethereumHttpTimeoutMs is 600000: a server that hangs holds up the duties of that time.",
  ],
  [
    "a sequencer without transactions",
    { ...mainnet, transactionsDisabled: true },
    "transactionsDisabled is true: the validator gets no transactions, so it cannot attest to blocks that have some.",
  ],
  [
    "many transactions to wait for",
    { ...mainnet, "sequencer.minTxPerBlock": 70 },
    "sequencer.minTxPerBlock is 70: while fewer transactions wait, the validator proposes nothing.",
  ],
  [
    "more transactions in a checkpoint than the network allows",
    { ...mainnet, "sequencer.maxTxPerCheckpoint": 73 },
    "sequencer.maxTxPerCheckpoint is 73, and the network's limit is 72: other validators may refuse a checkpoint with more transactions, and the proposal would be missed.",
  ],
  [
    "a beacon API as an Ethereum server, by its port",
    { ...mainnet, ethereumHosts: ["http://10.0.0.5:5052"] },
    "ethereumHosts has a server whose URL is usually that of a beacon API, and the node queries JSON-RPC there. Run aztec-validator doctor.",
  ],
  [
    "an Ethereum server as a beacon API, by its port",
    { ...mainnet, l1ConsensusHosts: ["http://10.0.0.5:8545"] },
    "l1ConsensusHosts has a server whose URL is usually that of JSON-RPC, and the node queries a beacon API there. Run aztec-validator doctor.",
  ],
  [
    "an Ethereum server as a beacon API, by its name",
    { ...mainnet, l1ConsensusHosts: ["http://eth-docker-geth-1:8888"] },
    "l1ConsensusHosts has a server whose URL is usually that of JSON-RPC, and the node queries a beacon API there. Run aztec-validator doctor.",
  ],
  [
    "a path of the beacon API for JSON-RPC",
    { ...mainnet, ethereumHosts: ["https://b.example.org/eth/v1/node/health"] },
    "ethereumHosts has a server whose URL is usually that of a beacon API, and the node queries JSON-RPC there. Run aztec-validator doctor.",
  ],
  [
    "a beacon server for debug methods",
    { ...mainnet, ethereumDebugHosts: mainnet.l1ConsensusHosts },
    "l1ConsensusHosts and ethereumDebugHosts have the same URL. Few servers offer both JSON-RPC and the beacon API at one URL: run aztec-validator doctor.",
  ],
  [
    "a key without TLS",
    { ...mainnet, ethereumHosts: ["http://rpc.example.org/v2/0123456789abcdef0123"] },
    "ethereumHosts has a URL with a key and without TLS: everyone on the way can read it. Use https://.",
  ],
  [
    "a database on the internet without TLS",
    { ...highAvailability, haDatabaseUrl: "postgresql://u:Zk3Jr8sQ@20.30.40.60:5432/v?sslmode=disable" },
    "haDatabaseUrl is at a public address without TLS: everyone on the way can read its password, and change what was signed. Add ?sslmode=verify-full, or use a private network.",
  ],
  [
    "a container's name on AWS",
    { ...onAws(mainnet), ethereumHosts: ["http://geth:8545"] },
    "ethereumHosts has a host name without a domain, and an instance on AWS knows no containers or hosts of your network: use an address that it reaches, or extraHosts.",
  ],
  [
    "keys that are not compared with other stacks",
    { ...mainnet, checkOtherStacks: false },
    "checkOtherStacks is false: nothing keeps another stack from signing with the same key, which is slashed.",
  ],
  [
    "a prover agent with the memory of a node",
    { network: "mainnet", release: "5.2.0", role: "prover-agent", "prover.brokerUrl": "http://broker:8080" },
    "memoryMb is 16384, and a proof needs 128 GB (prover.agentCount: 1 at a time): the kernel may kill the node while it proves.",
  ],
  [
    "a log without errors",
    { ...mainnet, logLevel: "silent" },
    "logLevel is silent: if a duty is missed, the log does not say why. The default is info.",
  ],
  [
    "an announced address of another server",
    { ...onServer(mainnet), "host.address": "20.30.40.99" },
    "p2p.announceIp is 20.30.40.50, but SSH reaches the server at 20.30.40.99: peers find the node only if both addresses are the server's.",
  ],
  [
    "the network of Docker's own bridge",
    { ...mainnet, dockerSubnet: "172.17.0.0/24" },
    "dockerSubnet is 172.17.0.0/24, in the range of Docker's own bridge: unless the engine's daemon.json moves that, `up` fails with \"Pool overlaps\". Use another network, such as 172.30.7.0/24.",
  ],
  [
    "more networks than a security group has rules",
    { ...onAws(mainnet), "aws.rpcSources": Array.from({ length: 59 }, (_, i) => `198.51.100.${i}/32`) },
    'aws.sshSources and aws.rpcSources make 61 rules, and AWS allows 60 in a security group unless its quota is raised: `up` would stop after the first 60. Combine networks, or ask AWS for more "Inbound or outbound rules per security group".',
  ],
  [
    "a signer on the internet",
    { ...signed, remoteSignerUrl: "http://20.30.40.60:9000" },
    "remoteSignerUrl is at a public address without TLS: Web3Signer signs for everyone who reaches it. Use a private network.",
  ],
])("%s is accepted with a warning", (_, values, warning) => {
  expect(acceptedConfig(configOf(values), encrypted).warnings).toEqual([warning]);
});
