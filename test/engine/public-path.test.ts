/**
 * The path of an operator on a public network: `network: testnet` and `network: mainnet`, real nodes under `pulumi up`,
 * with real proofs. Only the location of the network config is a setting for the test. The tests build on each
 * other, in this order.
 *
 * Not proven: a valid proof, since the reference strings are not the real ones (see public/web-server.mjs); a committee
 * of several validators; the discovery of peers, since there are no bootnodes. The chains have the chain ids and slot times
 * of the public networks; their epochs are shorter.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctorReportSchema } from "../../cli/health/doctor-report";
import type { Finding } from "../../cli/health/finding";
import { statusReportSchema } from "../../cli/health/status-report";
import { RELEASE } from "../../images/tags";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { refusesByItsProof } from "./proofs";
import { PublicNode } from "./public/node";
import { CRS_HOSTS, NETWORK_CONFIG_URL, SNAPSHOTS_URL } from "./public/web";
import { CHAIN_IDS, PublicWorld, RECOMMENDED } from "./public/world";
import type { Ended } from "./test-stack";

const world = new PublicWorld(ethereumAddress(TEST_KEYS.attester));
const { web, chains } = world;
const validator = new PublicNode("test-public-validator", 0);
const fullNode = new PublicNode("test-public-full-node", 1);
const onMainnet = new PublicNode("test-public-mainnet", 2);
const sequencerOn = (network: "testnet" | "mainnet") => ({
  ...world.settings(network),
  attesterPrivateKey: TEST_KEYS.attester,
});
/** Two more nodes start while the first is waited for. */
let mainnetUp: Promise<Ended> | undefined;
let fullNodeUp: Promise<Ended> | undefined;

beforeAll(async () => {
  await world.begin();
  await Promise.all([
    validator.begin(sequencerOn("testnet")),
    fullNode.begin({ ...world.settings("testnet"), role: "full-node" }),
    onMainnet.begin(sequencerOn("mainnet")),
  ]);
});

afterAll(async () => {
  await Promise.all([mainnetUp, fullNodeUp]);
  for (const node of [validator, fullNode, onMainnet]) await node.remove();
  await world.end();
});

const [crs, fallback] = CRS_HOSTS;

/** Returns the answers of the servers so far, each once. */
async function answers(): Promise<string[]> {
  const all = await web.requests();
  return [...new Set(all.map(({ status, url, range }) => [status, url, range].filter(Boolean).join(" ")))];
}

const levels = ({ findings }: { readonly findings: readonly Finding[] }) =>
  Object.fromEntries(findings.map(({ check, severity }) => [check, severity]));

async function ended(up: Promise<Ended> | undefined): Promise<Ended> {
  if (!up) throw new Error("an earlier test did not start it");
  return up;
}

describe("the first `up` of a validator on testnet", () => {
  it("ends with a node that is ready, confined, and verifies real proofs", async () => {
    const { code, text } = await validator.up();
    expect(code, text).toBe(0);
    expect(await validator.query("node_getNodeInfo")).toMatchObject({
      nodeVersion: RELEASE,
      l1ChainId: CHAIN_IDS.testnet,
      realProofs: true,
    });
    expect(await validator.inspect(".Args")).toEqual(expect.arrayContaining(["--network", "testnet"]));
    expect(await validator.inspect(".HostConfig.ReadonlyRootfs")).toBe(true);
    expect(await validator.inspect(".HostConfig.PidsLimit")).toBe(8192);
    expect(JSON.stringify(await validator.inspect(".Config.Env"))).not.toContain("PROVER_REAL_PROOFS");
  });

  it("reads the network config, and the CRS from its own host by HTTPS", async () => {
    const requests = await answers();
    expect(requests.sort()).toEqual([
      `200 https://${crs}/g2.dat`,
      `200 ${NETWORK_CONFIG_URL}`,
      `206 https://${crs}/g1.dat bytes=0-127`,
      `206 https://${crs}/grumpkin_g1.dat bytes=0-4194367`,
      `304 ${NETWORK_CONFIG_URL}`,
    ]);
    // The next node finds nothing there. It starts now, since the start of a node takes more than one processor.
    web.empty(crs);
    mainnetUp = onMainnet.up();
  });

  it("has the node report the release that the network recommends", async () => {
    const recommends = `"latestVersion":"${RECOMMENDED}","currentVersion":"${RELEASE}"`;
    await expect.poll(() => validator.log()).toMatch(new RegExp(`New node version available.*${recommends}`));
  });

  it("has bb refuse a wrong proof", async () => {
    await refusesByItsProof(validator.container);
  });
});

describe("a sequencer on mainnet", () => {
  it("ends with a node that is ready, and verifies real proofs", async () => {
    const { code, text } = await ended(mainnetUp);
    expect(code, text).toBe(0);
    expect(await onMainnet.query("node_getNodeInfo")).toMatchObject({
      nodeVersion: RELEASE,
      l1ChainId: CHAIN_IDS.mainnet,
      realProofs: true,
    });
    expect(await onMainnet.inspect(".Args")).toEqual(expect.arrayContaining(["--network", "mainnet"]));
  });

  it("downloads the CRS from the second host if the first does not have it", async () => {
    expect(await answers()).toEqual(
      expect.arrayContaining([
        ...[`404 https://${crs}/g1.dat bytes=0-127`, `404 https://${crs}/g2.dat`],
        ...[`206 https://${fallback}/g1.dat bytes=0-127`, `200 https://${fallback}/g2.dat`],
        `404 https://${crs}/grumpkin_g1.dat bytes=0-4194367`,
        `206 https://${fallback}/grumpkin_g1.dat bytes=0-4194367`,
      ]),
    );
  });

  it("reports no other release: on mainnet a node does not query one", async () => {
    expect(await onMainnet.log()).not.toContain("Version check started");
  });

  it("is ready again from its own files while the hosts of CRS and network config are away", async () => {
    const log = await web.without(async () => onMainnet.log(await onMainnet.restart()));
    expect(log).toContain(`Failed to fetch from ${NETWORK_CONFIG_URL}`);
    expect(log).toContain("Using cached CRS of size 2");
    expect(log).toContain("Using cached Grumpkin CRS of size 65537");
    expect(await onMainnet.query("node_getNodeInfo")).toMatchObject({
      l1ChainId: CHAIN_IDS.mainnet,
      realProofs: true,
    });
  });
});

describe("the validator on testnet", () => {
  it("proposes, and reads its checkpoint back from the blobs", async () => {
    const checkpointed = () => validator.checkpointedBlock();
    await expect.poll(checkpointed, { timeout: 240_000, interval: 500 }).toBeGreaterThan(0);
  });

  it("gets ok from `doctor` for all hosts that the node downloads from", async () => {
    await web.takeSnapshots(validator.container, await validator.writeSnapshot());
    world.publish([SNAPSHOTS_URL]);
    fullNodeUp = fullNode.up();
    const { text } = await validator.cli("doctor", "--json");
    expect(levels(doctorReportSchema.parse(JSON.parse(text)))).toMatchObject({
      CRS: "ok",
      "network config": "ok",
      snapshots: "ok",
      beacon: "ok",
      blobs: "ok",
      network: "ok",
      // The network recommends another release.
      release: "warning",
    });
  });

  it("is healthy in `status`, on the rollup that its network runs", async () => {
    const { text } = await validator.cli("status", "--json");
    expect(levels(statusReportSchema.parse(JSON.parse(text)))).toMatchObject({
      running: "ok",
      ready: "ok",
      synced: "ok",
      beacon: "ok",
      blobs: "ok",
      network: "ok",
      attester: "ok",
      publisher: "ok",
      release: "warning",
    });
  });

  it("provides a new full node with its data, by a snapshot that the network config names", async () => {
    const { code, text } = await ended(fullNodeUp);
    expect(code, text).toBe(0);
    expect(await fullNode.log()).toMatch(/Snapshot synced to L1 block \d+ L2 block [1-9]/);
    expect(await fullNode.checkpointedBlock()).toBeGreaterThan(0);
  });
});

describe("a network that runs another rollup", () => {
  const ROLLUP = "0x00000000000000000000000000000000000000A3";
  const started = () => onMainnet.inspect(".State.StartedAt");
  const refused = `does not serve the rollup that the network runs: rollup ${ROLLUP} (version 77)`;

  it("is refused by preview and up, before the container is touched", async () => {
    await chains.mainnet.moveTo(ROLLUP);
    await onMainnet.configure({ ...sequencerOn("mainnet"), logLevel: "warn" });
    const before = await started();
    for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, text } = await onMainnet.run([...args, "--color=never", "--stack", onMainnet.name]);
      expect([args[0], code === 0], text).toEqual([args[0], false]);
      expect(text).toContain(`${RELEASE} ${refused}`);
      expect(text).toContain("pulumi config set allowOtherRollup true");
    }
    expect(await started()).toBe(before);
    expect(await onMainnet.inspect(".State.Running")).toBe(true);
  });

  it("is named by `status` as the failure, with another exit code", async () => {
    const { code, text } = await onMainnet.cli("status");
    expect(code).toBe(1);
    // Lines are as wide as a terminal.
    expect(text.replaceAll(/\s+/g, " ")).toContain(`the network has moved to rollup ${ROLLUP} (version 77)`);
  });

  it("gets a node that stands by if the settings allow it", async () => {
    await onMainnet.configure({ ...sequencerOn("mainnet"), logLevel: "warn", allowOtherRollup: true });
    const { code, text } = await onMainnet.up();
    expect(code, text).toBe(0);
    expect(await onMainnet.log()).toContain("Entering standby mode");
  });
});
