/**
 * A second real node on a network of which it is told one URL. It then is given every setting there is, and tells them
 * back: what a setting is worth is what the node makes of it.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { nodeImage, RELEASE } from "../../images/tags";
import { prepare } from "../../toolchain/prepare";
import { findStack } from "../../toolchain/stack";
import { TEST_KEYS } from "../settings/samples";
import { OwnStack } from "./own-stack";
import { docker, rpc, RPC_PORT, TestStack } from "./test-stack";

const first = new TestStack("dev-first");
const second = new OwnStack("test-second");
const ports = { "p2p.port": 41_401, rpcPort: RPC_PORT + 1 };
let joining: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  const address = await docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
  first.configure({ p2p: { port: 41_400, announceIp: address } });
  await first.down();
  await first.succeeds("up");
  await second.init();
  const l1 = `${first.container}-l1`;
  joining = {
    network: "custom",
    release: RELEASE,
    image: nodeImage(RELEASE),
    bootnodeUrl: `http://127.0.0.1:${RPC_PORT}`,
    dockerNetworks: [l1],
    ethereumHosts: [`http://${l1}:8545`],
    l1ConsensusHosts: [`http://${l1}:5052`],
    "p2p.announceIp": address,
    "p2p.bootstrapNodesAsFullPeers": true,
    attesterPrivateKey: TEST_KEYS.attester,
    memoryMb: 3072,
    readyTimeoutSeconds: 180,
    // Real proofs would need files that only the internet has.
    extraEnv: { PROVER_REAL_PROOFS: "false" },
    ...ports,
  };
});

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

describe("a node that knows one URL", () => {
  it("joins, and both have each other as peers", async () => {
    await second.configure(joining);
    const { code, text } = await second.up();
    expect(code, text).toBe(0);
    const ids = { first: await peerIdOfFirst(), second: await second.output("peerId") };
    await expect.poll(() => connected(RPC_PORT), { timeout: 120_000, interval: 1000 }).toEqual([ids.second]);
    await expect.poll(() => connected(ports.rpcPort), { timeout: 120_000, interval: 1000 }).toEqual([ids.first]);
  });
});
