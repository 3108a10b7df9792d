/**
 * A network that moves to another rollup, with two real releases of the node: an update and an `up` that come too early,
 * an update to a broken build of the next release, the move, its report by `status`, an update that comes in time, and a
 * rollback that would come too late. Each time, what has to be the same is compared: peer id, data, settings. The
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
import { EMPTY_BLOCKS, onChain } from "./own-chain";
import { Observer } from "./observer";
import { imageId, UpdateStack } from "./update-stack";
import { docker } from "./test-stack";

const stack = new UpdateStack("test-moves");
const node = new Observer(stack.container);
/** A stake that has moved has its first duty two to three epochs of 24 s later. */
const DUTY = { timeout: 200_000, interval: 2000 };
const EARLIER = { release: EARLIER_RELEASE, image: earlierNodeImage() };
const NEXT = { release: RELEASE, image: nodeImage(RELEASE) };
/** A build of the next release whose program ends at once, whatever it is called for. */
const BROKEN = stack.tagged("broken");
const PROGRAM = "/usr/src/yarn-project/aztec/dest/bin/index.js";
const WITHOUT_PROGRAM = `USER root\nRUN echo 'console.error("Error: Cannot find module"); process.exit(1);' > ${PROGRAM}`;
/** The downtime in slots, by the chain. */
const SLOTS = /^Downtime \d+\.\d s, from \S+ to \S+ UTC\. (No slot|\d+ slots?) \(12 s( each)?\) began meanwhile[.:]/m;
/** On the data volume. */
const MARK = "/var/lib/data/written-before";

const SETTINGS = {
  ...onChain(),
  ...EMPTY_BLOCKS,
  extraEnv: { PROVER_REAL_PROOFS: "false", ETHEREUM_SLOT_DURATION: "4" },
};

async function up(version: typeof NEXT): Promise<{ code: number; text: string }> {
  await stack.configure({ ...SETTINGS, ...version });
  return stack.up();
}

beforeAll(async () => {
  await startMovingChain(ethereumAddress(`0x${TEST_KEYS.attester}`));
  await stack.init();
  await stack.build(BROKEN, WITHOUT_PROGRAM);
  const { code, text } = await up(EARLIER);
  expect(code, text).toBe(0);
  await docker("exec", stack.container, "sh", "-c", `echo kept > ${MARK}`);
});

afterAll(() => stack.end());

/** The container and when it was started: another value if the node was stopped for a moment. */
const started = () => docker("inspect", stack.container, "--format", "{{.Id}} {{.State.StartedAt}}");
const checkpoints = async (rollup: 0 | 1) => (await network()).rollups[rollup].checkpoints;
const update = (image = NEXT.image) => stack.cli("update", NEXT.release, "--image", image, "--yes");

/** Returns what an update keeps, whatever the release: the peer id of the running node, and its data. */
async function identity(): Promise<Record<string, string | undefined>> {
  // JSON-RPC can answer before the log has the peer id.
  await expect.poll(() => node.peerIdInLog(), DUTY).toBeTruthy();
  return { peerId: await node.peerIdInLog(), mark: await docker("exec", stack.container, "cat", MARK) };
}

let before: Record<string, string | undefined>;

/** A rollup as messages name it. */
async function rollupName(rollup: 0 | 1): Promise<RegExp> {
  const { address } = (await network()).rollups[rollup];
  return new RegExp(`rollup ${checksumAddress(address)} \\(version \\d+\\)`);
}

describe("before the network moves", () => {
  it("the earlier release does its duties", async () => {
    await expect.poll(() => checkpoints(0), DUTY).toBeGreaterThan(0);
    before = await identity();
    expect(before.peerId).toBe(await stack.output("peerId"));
  });

  it("an update to the next release is refused, and the node is not stopped", async () => {
    const running = await started();
    const { code, text } = await update();
    expect(code, text).toBe(1);
    expect(text).toContain("4.1.2 does not serve the rollup that the network runs: ");
    expect(text).toMatch(await rollupName(0));
    expect(text).toContain("Nothing was changed; the node runs as before.");
    expect(await started()).toBe(running);
  });

  it("an update to a broken build of the next release is rolled back, and the earlier one does its duties again", async () => {
    const [settings, done] = [stack.settings(), await checkpoints(0)];
    const { code, text } = await update(BROKEN);
    expect(code, text).toBe(1);
    expect(text).toContain(`${stack.name} did not become ready on ${NEXT.release} (${BROKEN}): the reason is above.`);
    expect(text).toContain(`Rolled back: it runs ${EARLIER.release} (${EARLIER.image}) and is ready`);
    expect(text).toMatch(SLOTS);
    expect(stack.settings()).toBe(settings);
    expect(await node.inspect("{{.Image}}")).toBe(await imageId(EARLIER.image));
    expect(await identity()).toEqual(before);
    await expect.poll(() => checkpoints(0), DUTY).toBeGreaterThan(done);
  });

  it("an up to the next release, which compares nothing on a custom network, ends as soon as the node stands by", async () => {
    const { code, text } = await up(NEXT);
    expect(code).not.toBe(0);
    expect(text).toContain("the node is in standby: its release does not serve the rollup that the network runs");
    const back = await up(EARLIER);
    expect(back.code, back.text).toBe(0);
    expect(await identity()).toEqual(before);
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

  it("an update keeps peer id and data, resets the stores of the other rollup, and the first duty follows", async () => {
    const { code, text } = await update();
    expect(code, text).toBe(0);
    expect(text).toMatch(/^Downtime \d+\.\d s, from /m);
    expect(await identity()).toEqual(before);
    expect(await node.log(await node.inspect("{{.State.StartedAt}}"))).toContain("Rollup address has changed");
    await expect.poll(() => checkpoints(1), DUTY).toBeGreaterThan(0);
    const status = await stack.cli("status");
    expect(status.code, status.text).toBe(0);
  });

  it("a rollback is refused with the reason, and the node is not stopped", async () => {
    const running = await started();
    const { code, text } = await stack.cli("rollback", "--yes");
    expect(code, text).toBe(1);
    expect(text).toMatch(/4\.0\.0-nightly\.20260122 served rollup version \d+, and the network has moved to /);
    expect(text).toMatch(await rollupName(1));
    expect(text).toContain("Nothing was changed; the node runs as before.");
    expect(await started()).toBe(running);
  });
});
