/**
 * Which rollup a network runs, and which proposal will move it, read from Aztec's own contracts on a real L1: registry,
 * rollup, governance, payload. No node runs; that a node in its stack is told of it is shown elsewhere.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { localL1, nodeImage, RELEASE } from "../../images/tags";
import { queryNetworkFrom, type NetworkAnswer } from "../../remote/query-network";
import { dockerRunner } from "../../remote/docker";
import { networkFit } from "../../settings/network/network-fit";
import { LANE } from "./lane";
import { L1, startChain, stopChain } from "./own-chain";
import { docker } from "./test-stack";

const { registry, chainId } = localL1(RELEASE);
/** A container of the node's image: what is asked in a node's own container is asked in it. */
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
    expect((await ask()).rollup).toBeDefined();
  };
  await vi.waitFor(answers, { timeout: 60_000, interval: 200 });
});

afterAll(async () => {
  await docker("rm", "--force", PLACE);
  await stopChain();
});

const ask = (): Promise<NetworkAnswer> => queryNetworkFrom(host, PLACE, { chainId, registry, governance: true });

async function govern(...stage: string[]): Promise<void> {
  const command = ["node", "--no-warnings", "--input-type=module", "-", `http://${L1}:8545`, registry, ...stage];
  const { code, text } = await host(["exec", "-i", "-w", "/usr/src/yarn-project", PLACE, ...command], SCRIPT);
  expect(code, text).toBe(0);
}

const proposals = async () => (await ask()).proposals?.map(({ id, state, rollup }) => [id, state, rollup]);

describe("a network on a real L1", () => {
  it("runs the rollup that the image of its release serves, by the root of the genesis archive", async () => {
    const values = ["compute-genesis-values", "--test-accounts", "false", "--sponsored-fpc", "false"];
    const { text } = await host(["exec", PLACE, "node", "--no-warnings", CLI, ...values]);
    const genesisArchiveRoot = /genesisArchiveRoot\W+(0x[0-9a-f]{64})/.exec(text)?.[1];
    const { rollup, proposals } = await ask();
    expect([genesisArchiveRoot, proposals]).toEqual([rollup?.genesisArchiveRoot, []]);
    expect(networkFit(rollup, { genesisArchiveRoot })).toEqual({ fit: "fits" });
  });

  it("tells of a proposal that moves it, in each state, until it is executed", async () => {
    const before = await ask();
    await govern("propose", ROLLUP);
    expect(await proposals()).toEqual([[0, "pending", ROLLUP]]);
    const [{ times } = {}] = (await ask()).proposals ?? [];
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
    const after = await ask();
    expect([after.rollup?.address, after.rollup?.version, after.proposals]).toEqual([ROLLUP, 77, []]);
    expect(networkFit(after.rollup, { rollupAddress: before.rollup?.address }).fit).toBe("other rollup");
  });
});
