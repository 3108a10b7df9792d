/**
 * A network that moves to another rollup, with two real releases of the node: an update and an `up` that come too early,
 * the move, its report by `status`, an update that comes in time, and a rollback that would come too late. The
 * validator is alone in the committee: each checkpoint on the L1 is one of its duties. The tests build on each other.
 *
 * Not proven here: governance's own way to the move (network.test.ts), other validators, and real proofs: without a
 * transaction there is none to verify (real-proofs.test.ts has one).
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EARLIER_RELEASE, earlierNodeImage } from "../../dev/images/earlier";
import { nodeImage, RELEASE } from "../../images/tags";
import { checksumAddress } from "../../keys/addresses";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { moveNetwork, network, startMovingChain } from "./moving-chain";
import { onChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker } from "./test-stack";

const stack = new OwnStack("test-moves");
/** A stake that has moved has its first duty two to three epochs of 24 s later. */
const DUTY = { timeout: 200_000, interval: 1000 };
const EARLIER = { release: EARLIER_RELEASE, image: earlierNodeImage() };
const NEXT = { release: RELEASE, image: nodeImage(RELEASE) };

const SETTINGS = {
  ...onChain(),
  // This chain has no transactions.
  "sequencer.minTxPerBlock": 0,
  "sequencer.enforceTimeTable": false,
  extraEnv: { PROVER_REAL_PROOFS: "false", ETHEREUM_SLOT_DURATION: "4" },
};

async function up(version: typeof NEXT): Promise<{ code: number; text: string }> {
  await stack.configure({ ...SETTINGS, ...version });
  return stack.up();
}

beforeAll(async () => {
  await startMovingChain(ethereumAddress(`0x${TEST_KEYS.attester}`));
  await stack.init();
  const { code, text } = await up(EARLIER);
  expect(code, text).toBe(0);
});

afterAll(async () => {
  await stack.remove();
  await stopChain();
});

/** The container and when it was started: another value if the node was stopped for a moment. */
const started = () => docker("inspect", stack.container, "--format", "{{.Id}} {{.State.StartedAt}}");
const checkpoints = async (rollup: 0 | 1) => (await network()).rollups[rollup].checkpoints;
const update = () => stack.cli("update", NEXT.release, "--image", NEXT.image, "--yes");

/** A rollup as messages name it. */
async function rollupName(rollup: 0 | 1): Promise<RegExp> {
  const { address } = (await network()).rollups[rollup];
  return new RegExp(`rollup ${checksumAddress(address)} \\(version \\d+\\)`);
}

describe("before the network moves", () => {
  it("the earlier release does its duties", async () => {
    await expect.poll(() => checkpoints(0), DUTY).toBeGreaterThan(0);
  });

  it("an update to the next release is refused, and the node is not stopped", async () => {
    const before = await started();
    const { code, text } = await update();
    expect(code, text).toBe(1);
    expect(text).toContain("4.1.2 does not serve the rollup that the network runs: ");
    expect(text).toMatch(await rollupName(0));
    expect(text).toContain("Nothing was changed; the node runs as before.");
    expect(await started()).toBe(before);
  });

  it("an up to the next release, which compares nothing on a custom network, ends as soon as the node stands by", async () => {
    const { code, text } = await up(NEXT);
    expect(code).not.toBe(0);
    expect(text).toContain("the node is in standby: its release does not serve the rollup that the network runs");
    const back = await up(EARLIER);
    expect(back.code, back.text).toBe(0);
  });
});

describe("after the network has moved", () => {
  it("status fails and names the move", async () => {
    const { canonical, rollups } = await moveNetwork();
    expect([canonical, rollups[0].attesters, rollups[1].attesters]).toEqual([rollups[1].address, 0, 1]);
    const { code, text } = await stack.cli("status");
    expect(code, text).toBe(1);
    const output = text.replaceAll(/\s+/g, " ");
    expect(output).toContain("the network has moved to rollup ");
    expect(output).toMatch(await rollupName(1));
  });

  it("an update succeeds, and the first duty follows", async () => {
    const { code, text } = await update();
    expect(code, text).toBe(0);
    await expect.poll(() => checkpoints(1), DUTY).toBeGreaterThan(0);
    const status = await stack.cli("status");
    expect(status.code, status.text).toBe(0);
  });

  it("a rollback is refused with the reason, and the node is not stopped", async () => {
    const before = await started();
    const { code, text } = await stack.cli("rollback", "--yes");
    expect(code, text).toBe(1);
    expect(text).toMatch(/4\.0\.0-nightly\.20260122 served rollup version \d+, and the network has moved to /);
    expect(text).toMatch(await rollupName(1));
    expect(text).toContain("Nothing was changed; the node runs as before.");
    expect(await started()).toBe(before);
  });
});
