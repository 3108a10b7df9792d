/**
 * The rollup that a network runs, and the proposal that will move it, read from Aztec's contracts on a real L1: registry,
 * rollup, governance, payload. No node runs; other tests have a node in a stack.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { localL1, nodeImage, RELEASE } from "../../images/tags";
import { queryNetworkFrom, type NetworkAnswer } from "../../remote/query-network";
import { dockerRunner } from "../../remote/docker";
import { networkFit } from "../../settings/network/network-fit";
import { FORMS, startKeyServers, usableByDoctor, usableByNode } from "./key-servers";
import { LANE } from "./lane";
import { L1, startChain, stopChain } from "./own-chain";
import { docker } from "./test-stack";

const { registry, chainId } = localL1(RELEASE);
/** A container of the node's image, in which the queries of a node's container run. */
const PLACE = `aztec-validator-test-network-${LANE}`;
const ROLLUP = "0x00000000000000000000000000000000000000A3";
const CLI = "/usr/src/yarn-project/aztec/dest/bin/index.js";
const SCRIPT = readFileSync(path.join(__dirname, "governance.mjs"), "utf8");
const host = dockerRunner(["docker"], 60_000);

beforeAll(async () => {
  await startChain();
  await docker("rm", "--force", PLACE);
  const place = ["--name", PLACE, "--network", L1, "--env", `ETHEREUM_HOSTS=http://${L1}:8545`];
  await docker("run", "--detach", "--init", ...place, "--entrypoint", "sleep", nodeImage(RELEASE), "infinity");
  const answers = async () => {
    expect((await query()).rollup).toBeDefined();
  };
  await vi.waitFor(answers, { timeout: 60_000, interval: 200 });
});

afterAll(async () => {
  await docker("rm", "--force", PLACE);
  await stopChain();
});

const query = (): Promise<NetworkAnswer> => queryNetworkFrom(host, PLACE, { chainId, registry, governance: true });

async function govern(...stage: string[]): Promise<void> {
  const command = ["node", "--no-warnings", "--input-type=module", "-", `http://${L1}:8545`, registry, ...stage];
  const { code, text } = await host(["exec", "-i", "-w", "/usr/src/yarn-project", PLACE, ...command], SCRIPT);
  expect(code, text).toBe(0);
}

const proposals = async () => (await query()).proposals?.map(({ id, state, rollup }) => [id, state, rollup]);

describe("a network on a real L1", () => {
  it("runs the rollup that the image of its release serves, by the root of the genesis archive", async () => {
    const values = ["compute-genesis-values", "--test-accounts", "false", "--sponsored-fpc", "false"];
    const { text } = await host(["exec", PLACE, "node", "--no-warnings", CLI, ...values]);
    const genesisArchiveRoot = /genesisArchiveRoot\W+(0x[0-9a-f]{64})/.exec(text)?.[1];
    const { rollup, proposals } = await query();
    expect([genesisArchiveRoot, proposals]).toEqual([rollup?.genesisArchiveRoot, []]);
    expect(networkFit(rollup, { genesisArchiveRoot })).toEqual({ fit: "fits" });
  });

  it("reports a proposal that moves it, in each state, until it is executed", async () => {
    const before = await query();
    await govern("propose", ROLLUP);
    expect(await proposals()).toEqual([[0, "pending", ROLLUP]]);
    const [{ times } = {}] = (await query()).proposals ?? [];
    const { pendingUntil = 0, activeUntil, queuedUntil, executableUntil } = times ?? {};
    // The configuration of a development chain, @aztec/ethereum 4.1.2.
    expect([activeUntil, queuedUntil, executableUntil].map((time) => (time ?? 0) - pendingUntil)).toEqual([
      ...[3600, 3660, 3660 + 604_800],
    ]);
    await govern("vote");
    expect(await proposals()).toEqual([[0, "active", ROLLUP]]);
    await govern("queue");
    expect(await proposals()).toEqual([[0, "queued", ROLLUP]]);
    await govern("open");
    expect(await proposals()).toEqual([[0, "executable", ROLLUP]]);
    await govern("execute");
    const after = await query();
    expect([after.rollup?.address, after.rollup?.version, after.proposals]).toEqual([ROLLUP, 77, []]);
    expect(networkFit(after.rollup, { rollupAddress: before.rollup?.address }).fit).toBe("other rollup");
  });
});

describe("a server that demands a key", () => {
  it("is usable for the doctor in exactly the forms in which it is for the node's own client", async () => {
    await startKeyServers(host, PLACE);
    const isUp = async () => {
      expect((await usableByDoctor(host, PLACE)).some(Boolean)).toBe(true);
    };
    await vi.waitFor(isUp, { timeout: 60_000, interval: 200 });
    const expected = FORMS.map(({ what, isUsable }) => [what, isUsable]);
    const named = (usable: readonly boolean[]) => FORMS.map(({ what }, index) => [what, usable[index]]);
    expect(named(await usableByDoctor(host, PLACE))).toEqual(expected);
    expect(named(await usableByNode(host, PLACE))).toEqual(expected);
  });
});
