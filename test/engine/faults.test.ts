/**
 * Faults of a validator at work: `status` reports each with its cause, and once the cause is gone the validator proposes
 * again. The tests build on each other. faulty-validator.ts lists how the faults differ from real ones; how long each takes,
 * and how many slots it costs, is measured by `tsx test/bench/faults.ts`.
 *
 * Elsewhere: a beacon server without blobs (without-blobs.test.ts), a restart of the container engine (server.test.ts).
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding } from "../../cli/health/finding";
import { FaultyValidator } from "./faulty-validator";
import { passFault } from "./measured-fault";

const validator = new FaultyValidator("test-faults");
const { l1Away, clockAhead, twoNodes, killed, diskFull } = validator.faults;
const DUTY = { timeout: 200_000, interval: 500 };

beforeAll(() => validator.begin());

afterAll(() => validator.remove());

it.each([
  { fault: l1Away, says: /^\S+:8545 does not answer within \d+ s$/, restarts: 0 },
  { fault: clockAhead, says: /^differs from the clock of every L1 server by (2[89]|3\d) s or more$/, restarts: 0 },
  {
    fault: twoNodes,
    says: /^\d+ transactions? of publisher 0x\w{40} in the last .* did not come from this node/,
    restarts: 0,
  },
  { fault: killed, says: /^(its JSON-RPC does not answer: |the node is still synchronising)/, restarts: 1 },
])("$fault.name: status says so, and the validator proposes again by itself", async ({ fault, says, restarts }) => {
  const { finding, recovery } = await passFault(validator, fault, 0);
  expect(finding?.message).toMatch(says);
  expect(recovery).toBe("by itself");
  expect(await validator.stack.inspect("{{.RestartCount}}")).toBe(String(restarts));
});

// Some nodes end when they cannot write, and Docker restarts them; others stay, and propose nothing until somebody does.
it("a full disk: status says so, and with space and a restart the validator proposes again", async () => {
  const findings = async () => (await validator.status()).findings.filter(({ check }) => check === "disk");
  const failures = async () => (await findings()).filter(isFailure).map(({ message }) => message);
  await diskFull.begin();
  await expect
    .poll(failures, DUTY)
    .toEqual([
      expect.stringMatching(/^the data volume's disk is nearly full: .* \(0 %\)$/),
      expect.stringMatching(
        /^the disk was full .* ago, and the node could not write: it may not work until it is restarted$/,
      ),
    ]);
  await diskFull.end();
  const { checkpoint } = await validator.last();
  await diskFull.repair();
  await expect.poll(async () => (await validator.last()).checkpoint, DUTY).toBeGreaterThan(checkpoint);
  expect((await findings()).map(({ severity }) => severity)).toEqual(["ok"]);
});

function isFailure({ severity }: Finding): boolean {
  return severity === "failure";
}
