/**
 * Faults of a validator at work: `status` reports each with its cause, and once the cause is gone the validator proposes
 * again by itself. The tests build on each other. faulty-validator.ts lists how the faults differ from real ones; how long
 * each takes, and how many slots it costs, is measured by `tsx test/bench/faults.ts`.
 *
 * Elsewhere: a beacon server without blobs (without-blobs.test.ts), a restart of the container engine (server.test.ts).
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../cli/health/finding";
import { type Fault, FaultyValidator } from "./faulty-validator";

const validator = new FaultyValidator("test-faults");
const { faults } = validator;
const DUTY = { timeout: 200_000, interval: 500 };

beforeAll(() => validator.begin());

afterAll(() => validator.remove());

/** Waits for a checkpoint after this one. */
async function proposes(after: number): Promise<void> {
  await expect.poll(async () => (await validator.last()).checkpoint, DUTY).toBeGreaterThan(after);
}

/** Returns the first finding of a check that is not ok, once `status` has one. */
async function reported({ check }: Fault): Promise<Finding | undefined> {
  let found: Finding | undefined;
  const query = async () => {
    const { findings } = await validator.status();
    found = findings.find((one) => one.check === check && one.severity === "failure");
    return found?.severity;
  };
  await expect.poll(query, DUTY).toBe("failure");
  return found;
}

/** Waits until the validator has no fault and proposes. */
async function recovers(fault: Fault): Promise<void> {
  const query = async () =>
    (await validator.status()).findings.find(({ check }) => check === fault.check)?.severity ?? "ok";
  await expect.poll(query, DUTY).toBe("ok");
  await proposes((await validator.last()).checkpoint);
}

it("a validator without a fault proposes, and status reports none", async () => {
  await proposes(0);
  const { findings } = await validator.status();
  const checks = Object.values<Fault>(faults).map(({ check }) => check);
  // On a busy machine, the L1 is slow.
  const isFault = ({ check, severity }: Finding) => checks.includes(check) && severity === "failure";
  expect(findings.filter(isFault)).toEqual([]);
});

describe("a validator proposes again by itself, without a restart, after", () => {
  it.each([
    { fault: faults.l1Away, message: /^\S+:8545 does not answer within \d+ s$/ },
    { fault: faults.diskFull, message: /^the data volume's disk is nearly full: .* \(0 %\)$/ },
    { fault: faults.clockAhead, message: /^differs from the clock of every L1 server by (2[89]|3\d) s or more$/ },
  ])("$fault.name: status reports it", async ({ fault, message }) => {
    const before = await validator.started();
    await fault.begin();
    try {
      expect((await reported(fault))?.message).toMatch(message);
    } finally {
      await fault.end();
    }
    await recovers(fault);
    expect(await validator.started()).toBe(before);
  });
});

describe("a validator", () => {
  it("that is killed is restarted by Docker, and proposes again", async () => {
    const before = await validator.started();
    await faults.killed.begin();
    await expect.poll(() => validator.started(), DUTY).not.toBe(before);
    await recovers(faults.killed);
    const running = (await validator.status()).findings.find(({ check }) => check === "running");
    expect(running?.severity).toBe("ok");
    expect(running?.message).toMatch(/; restarted 1 time$/);
  });

  it("whose keys another node uses is reported, and proposes again once that one is gone", async () => {
    await faults.twoNodes.begin();
    const finding = await reported(faults.twoNodes);
    expect(finding?.message).toMatch(
      /^\d+ transactions of publisher 0x\w{40} in the last .* did not come from this node/,
    );
    await faults.twoNodes.end();
    await proposes((await validator.last()).checkpoint);
  });
});
