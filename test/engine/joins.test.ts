/**
 * A second real node joins a network by one URL. It then gets every setting, and reports each of them back: this proves
 * what the node reads, and not only what its environment contains.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { localL1, RELEASE } from "../../images/tags";
import { adminKeyHash, peerId } from "../../keys/keys";
import { settingDefinitions } from "../../settings/schema";
import { prepare } from "../../dev/prepare";
import { findStack } from "../../pulumi/dev-stack";
import { TEST_KEYS } from "../fixtures/samples";
import { planOf } from "../fixtures/plans";
import { ALTERNATIVES, configOf, everything, isUsable, SECRETS } from "../fixtures/stacks";
import { omit } from "../fixtures/wrong/wrong";
import { queryNode, cameBack, isSame } from "./read-back";
import { OwnStack } from "./own-stack";
import { ensureNode, NODE } from "./test-image";
import { docker, P2P_PORT, rpc, RPC_PORT, TestStack } from "./test-stack";

const first = new TestStack("dev-test-first");
const second = new OwnStack("test-joining");
const ports = { "p2p.port": P2P_PORT + 1, rpcPort: RPC_PORT + 1 };
let joining: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  // Docker's bridge has the first address of its network; an engine that was never restarted does not report it.
  const subnet = await docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Subnet}}");
  const address = subnet.replace(/\.0\/\d+$/, ".1");
  first.configure({ p2p: { port: P2P_PORT, announceIp: address } });
  await first.down();
  await first.succeeds("up");
  await ensureNode();
  await second.init();
  const l1 = `${first.container}-l1`;
  joining = {
    network: "custom",
    release: RELEASE,
    image: NODE,
    bootnodeUrl: `http://127.0.0.1:${RPC_PORT}`,
    dockerNetworks: [l1],
    ethereumHosts: [`http://${l1}:8545`],
    l1ConsensusHosts: [`http://${l1}:5052`],
    "p2p.announceIp": address,
    "p2p.bootstrapNodesAsFullPeers": true,
    attesterPrivateKey: TEST_KEYS.attester,
    p2pPrivateKey: TEST_KEYS.p2p,
    memoryMb: 3072,
    readyTimeoutSeconds: 180,
    ...ports,
  };
});

/** Replacements for samples that do not work for a node on this machine. */
const running = {
  "validator.disabled": true,
  "sync.mode": "full",
  "l1Contracts.registry": localL1(RELEASE).registry,
  ethereumDebugHosts: [`http://${first.container}-l1:8545`],
  // More than the heap of extraEnv.NODE_OPTIONS.
  memoryMb: 5120,
};

/** Settings that this node cannot have, and the reason. */
const NOT_SET: Readonly<Record<string, string>> = {
  "ha.enabled": "requires a PostgreSQL server, of which there is no image here",
  "ha.nodeId": "goes with ha.enabled",
  haDatabaseUrl: "goes with ha.enabled",
  "p2p.listenAddress": "another one would have to be an address of the container, which Docker chooses later",
  "p2p.queryForIp": "with an announced address the node does not query, and here no server would answer",
  "p2p.publicIpServices": "goes with p2p.queryForIp",
  ethereumAllowNoDebugHosts: "false ends this node at its start, and rightly: its Ethereum has no trace methods",
  keystore: "stands for the keys, which are set",
  remoteSignerUrl: "the node ends where no signer answers: keys-of-each-kind.test.ts has one",
  publisherAddresses: "are of a remote signer",
  // The node reads none of these: their effect is visible from outside.
  dockerHost: "the engine",
  "storage.kind": "the volume",
  "storage.path": "the volume",
  dockerSubnet: "the network",
  dockerMtu: "the network",
  extraHosts: "the container's file of hosts",
  "storage.requireSigningRecord": "read before there is a node: it refuses a volume that is new",
  stopped: "whether there is a node",
  allowOtherRollup: "read before there is a node",
  checkOtherStacks: "read before there is a node",
};

/** Settings that only the environment of the node's process shows, and the reason. */
const OF_THE_PROCESS: Readonly<Record<string, string>> = {
  adminPort: "read by the command line; the node answers there",
  logLevel: "read by the logger",
  logJson: "read by the logger",
  l1ConsensusHostApiKeys: "a secret that the node's parser hides",
  adminApiKey: "read by the command line, as its hash; the call that reads the settings proves it",
  "archiver.viemPollingIntervalMs": "under one name with the publisher's in the whole configuration",
};

/** Settings in the files of the node's keys. */
const IN_FILES = [
  "p2pPrivateKey",
  "attesterPrivateKey",
  "publisherPrivateKeys",
  "blsPrivateKey",
  "coinbase",
  "feeRecipient",
];

afterAll(async () => {
  await second.remove();
  await first.down();
  first.forget();
});

async function peerIdOfFirst(): Promise<string> {
  const pulumi = await prepare(findStack(first.name));
  return (await pulumi.read("stack output", "peerId")).trim();
}

const peersSchema = z.array(z.object({ status: z.string(), id: z.string() }));

async function connected(port: number): Promise<string[]> {
  const peers = peersSchema.parse(await rpc("p2p_getPeers", port));
  return peers.filter(({ status }) => status === "connected").map(({ id }) => id);
}

/** A peer that fails to answer three times, as on a busy machine, is ignored for five minutes (PeerManager of 4.1.2). */
const PEERING = { timeout: 420_000, interval: 1000 };

describe("a node with one URL", () => {
  it("joins, and both have each other as peers", async () => {
    await second.configure(joining, [...SECRETS, "bootnodeUrl"]);
    const { code, text } = await second.up();
    expect(code, text).toBe(0);
    const ids = { first: await peerIdOfFirst(), second: await second.output("peerId") };
    await expect.poll(() => connected(RPC_PORT), PEERING).toEqual([ids.second]);
    await expect.poll(() => connected(ports.rpcPort), PEERING).toEqual([ids.first]);
  }, 900_000);
});

/** Every setting that a sequencer of this release reads, at another value than its default. */
function all(): Record<string, unknown> {
  return omit({ ...everything("sequencer", RELEASE), ...joining, ...running }, ...Object.keys(NOT_SET));
}

describe("a node with every setting", () => {
  it("reports each of them back, with its type", async () => {
    const settings = all();
    await second.configure(settings);
    const { code, text } = await second.up();
    expect(code, text).toBe(0);
    const report = await queryNode(second.container, await second.secretOutput("adminApiKey"));
    const set = { ...settings, adminApiKey: adminKeyHash(TEST_KEYS.admin) };
    const came = cameBack(set, RELEASE, report);
    expect(came.filter((one) => !isSame(one))).toEqual([]);
    expect(came.filter(({ by }) => by === "environ").map(({ path }) => path)).toEqual(Object.keys(OF_THE_PROCESS));
    // Attesters of other kinds stand for the one that is set: keys-of-each-kind.test.ts has them.
    const covered = [...came.map(({ path }) => path), ...IN_FILES, ...Object.keys(NOT_SET), ...ALTERNATIVES];
    const read = settingDefinitions.filter((one) => (one.env ?? one.fileSince) && isUsable(one, "sequencer", RELEASE));
    expect(read.map(({ path }) => path).filter((path) => !covered.includes(path))).toEqual([]);
  });

  it("has the files of its keys, and their identity", async () => {
    for (const { path, content } of planOf(configOf(all())).files) {
      // Without the last newline: execa removes it.
      expect(await docker("exec", second.container, "cat", path)).toBe(content.replace(/\n$/, ""));
    }
    expect(await second.output("peerId")).toBe(peerId(TEST_KEYS.p2p));
  });
});
