/** Findings of `status` on keys that somebody else uses too. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ATTESTER, bad, container, NOW, observation, PUBLISHER } from "../../../test/fakes/observation";
import { NO_SIGNERS } from "../stack-info";
import { statusReport } from "../status-report";
import { keyUsesIn } from "./key-use";
import { readNodeLog } from "./node-log";

const at = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();
const sent = (nonce: number, minutesAgo = 20, account = PUBLISHER.toLowerCase()) =>
  `${at(minutesAgo)} [11:40:00.000] INFO: node:l1-tx-utils Sent L1 transaction 0xab {"to":"0xcA","nonce":${nonce},"account":"${account}","gasLimit":"1"}`;
const twice = (address: string) =>
  `${at(3)} [11:57:00.000] WARN: validator Triggering slash event for duplicate block proposal from ${address} at slot 97 {"slot":97}`;
const REMEDY = "docs/incidents.md, Two nodes have one key";

function usesIn(lines: readonly string[], mined: number) {
  return keyUsesIn(lines, { attesters: [ATTESTER], mined: new Map([[PUBLISHER, mined]]) });
}

describe("transactions of a publisher", () => {
  it("are not reported if the node sent them itself, if they are older than its first one, or if they are not mined yet", () => {
    expect(usesIn([sent(6), sent(7), sent(8)], 9)).toEqual([]);
    expect(usesIn([sent(6), sent(7), sent(8)], 7)).toEqual([]);
    expect(usesIn([sent(6), sent(6)], 7)).toEqual([]);
  });

  it("are not judged without a transaction in the log: it is new, or of another level", () => {
    expect(usesIn([], 9)).toEqual([]);
    expect(usesIn([sent(1, 20, ATTESTER)], 9)).toEqual([]);
  });

  it("that the node did not send are counted between its own and after them", () => {
    const use = { address: PUBLISHER, slot: null, since: at(20) };
    expect(usesIn([sent(6), sent(8)], 9)).toEqual([{ ...use, transactions: 1 }]);
    expect(usesIn([sent(6), sent(8, 10)], 11)).toEqual([{ ...use, transactions: 3 }]);
  });

  it("that a server may have passed on without an answer are the node's own, each in its place in the log", () => {
    const failed = (reason: string) =>
      `${at(15)} [11:45:00.000] ERROR: node:l1-tx-utils Failed to send L1 transaction: ${reason}`;
    const [lost, late] = ["HTTP request failed.", "The request took too long to respond."].map(failed);
    const count = (...lines: readonly (string | undefined)[]) =>
      usesIn(
        lines.filter((line) => line !== undefined),
        9,
      ).map(({ transactions }) => transactions);
    expect(count(sent(6), lost, sent(8))).toEqual([]);
    expect(count(sent(6), sent(7), late)).toEqual([]);
    // A server that is away passes nothing on.
    expect(count(sent(5), lost, late, sent(8))).toEqual([1]);
    expect(count(sent(5), lost, sent(7), late)).toEqual([]);
    expect(count(sent(5), lost, sent(8))).toEqual([1]);
    // Before and after the gap, they were other transactions.
    expect(count(lost, sent(6), sent(8), late)).toEqual([1]);
    // A server that refuses a transaction does not pass it on: a second node has used the nonce.
    expect(
      count(sent(6), failed("Nonce provided for the transaction is lower than the current nonce."), sent(8)),
    ).toEqual([1]);
    expect(count(sent(6), failed("Transaction creation failed."), sent(8))).toEqual([1]);
  });
});

describe("an attester", () => {
  it("of the stack that signed twice is reported, and no other one", () => {
    const use = { address: ATTESTER, transactions: null, slot: 97, since: at(3) };
    expect(usesIn([twice(ATTESTER), twice(PUBLISHER)], 0)).toEqual([use]);
  });
});

describe("a log in JSON", () => {
  beforeEach(() => vi.useFakeTimers({ now: NOW }));
  afterEach(() => vi.useRealTimers());
  const json = (level: number, module: string, msg: string, values: object = {}) =>
    `${at(20)} ${JSON.stringify({ level, time: NOW - 1_200_000, pid: 1, hostname: "a", module, ...values, msg })}`;
  const inJson = (nonce: number) =>
    json(30, "node:l1-tx-utils", "Sent L1 transaction 0xab", { to: "0xcA", nonce, account: PUBLISHER });

  it("has the same uses of the keys, votes to slash and full disks", async () => {
    const lines = [
      inJson(6),
      inJson(8),
      json(40, "validator", `Triggering slash event for duplicate block proposal from ${ATTESTER} at slot 97`, {
        slot: 97,
      }),
      json(40, "slasher", `Own validator ${ATTESTER} targeted by slashing vote (7 of 65 votes needed)`, { round: "3" }),
      json(50, "world-state", "Error: No space left on device"),
      `${at(19)} {"level":`,
    ];
    const docker = () => Promise.resolve({ code: 0, text: lines.join("\n") });
    const chain = { balances: {}, transactions: { [PUBLISHER]: { value: "0x9" } } };
    const log = await readNodeLog(docker, "node", observation().stackInfo, { container, answers: { chain } });
    expect(log?.keyUses.map(({ address, transactions, slot }) => [address, transactions, slot])).toEqual([
      [PUBLISHER, 1, null],
      [ATTESTER, null, 97],
    ]);
    expect(log?.slashings).toMatchObject([{ attester: ATTESTER, votes: 7, quorum: 65 }]);
    expect(log?.fullDiskAt).toBe(NOW - 1_200_000);
  });
});

describe("status", () => {
  beforeEach(() => vi.useFakeTimers({ now: NOW }));
  afterEach(() => vi.useRealTimers());
  const found = (lines: readonly string[], mined: number) => ({
    ...observation(),
    log: { slashings: [], keyUses: usesIn(lines, mined), now: NOW },
  });

  it("warns of one foreign transaction, and fails with two, or with a slot that was signed twice", () => {
    const message = `of publisher ${PUBLISHER} in the last 20 min did not come from this node: somebody else has its key`;
    expect(bad(found([sent(6)], 8))).toEqual([`warning key use: 1 transaction ${message}`]);
    const two = found([sent(6)], 9);
    expect(bad(two)).toEqual([`failure key use: 2 transactions ${message}`]);
    const report = statusReport(two);
    expect(report.exitCode).toBe(1);
    expect(report.findings.find(({ check }) => check === "key use")?.remedy).toContain(REMEDY);
    expect(report.facts.keyUses).toEqual([{ address: PUBLISHER, transactions: 2, slot: null, since: at(20) }]);
    expect(bad(found([twice(ATTESTER)], 0))).toEqual([
      `failure key use: ${ATTESTER} signed two proposals or attestations for slot 97, 3 min ago: another node has its key`,
    ]);
  });

  it("compares the log with the transactions that the probe has counted before", async () => {
    const docker = () => Promise.resolve({ code: 0, text: [sent(6), sent(8)].join("\n") });
    const chain = { balances: {}, transactions: { [PUBLISHER]: { value: "0x9" } } };
    const log = await readNodeLog(docker, "node", observation().stackInfo, { container, answers: { chain } });
    expect(log?.keyUses.map(({ transactions }) => transactions)).toEqual([1]);
  });

  it("does so for a prover node, which has publishers alone", async () => {
    const docker = () => Promise.resolve({ code: 0, text: sent(6) });
    const signers = { attesters: [], publishers: [PUBLISHER] };
    const chain = { balances: {}, transactions: { [PUBLISHER]: { value: "0x8" } } };
    expect((await readNodeLog(docker, "node", { signers }, { container, answers: { chain } }))?.keyUses).toHaveLength(
      1,
    );
    expect(
      await readNodeLog(docker, "node", { signers: NO_SIGNERS }, { container, answers: { chain } }),
    ).toBeUndefined();
  });
});
