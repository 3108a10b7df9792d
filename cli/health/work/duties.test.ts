/** Findings of `status` on missed duties and votes to slash; no node is queried. */
import { describe, expect, it } from "vitest";
import type { Observation } from "../observe";
import { statusReport } from "../status-report";
import { slashingsIn } from "./slashing";
import { readNodeLog } from "./node-log";
import { parseSettings } from "../../../settings/parse";
import { ATTESTER, bad, container, node, NOW, observation, stats } from "../../../test/fakes/observation";

describe("duties", () => {
  const missing = (missed: number) =>
    statusReport(node({ stats: { value: { stats: { [ATTESTER]: stats(missed) } } } }));

  it.each<[missed: number, severity: string]>([
    [6, "ok"],
    [7, "warning"],
    [25, "warning"],
    [26, "failure"],
    [32, "failure"],
  ])("with %d of 32 missed: %s", (missed, severity) => {
    const report = missing(missed);
    expect(report.findings.find(({ check }) => check === "attester")?.severity).toBe(severity);
    expect(report.facts.attesters[0]?.recentDuties).toEqual({ missed, total: 32 });
  });

  it("that are nearly all missed make a sequencer unhealthy, though its attester is in the set", () => {
    expect(missing(32).summary).toBe(
      `testnet is NOT healthy: ${ATTESTER} is in the validator set; missed 32 of its last 32 duties; last proposal in slot 97, 5 min ago; last attestation in slot 96, 6 min ago.`,
    );
    expect(missing(32).facts.attesters[0]?.lastProposal).toEqual({ slot: 97, time: "2026-01-31T11:55:12.000Z" });
  });

  it("of earlier and later releases count too", () => {
    const history = [
      "block-missed",
      "block-mined",
      "checkpoint-invalid",
      "checkpoint-unvalidated",
      "checkpoint-missed",
      "blocks-missed",
      "checkpoint-valid",
    ];
    const one = {
      missedAttestations: { count: 0, total: 0 },
      history: history.map((status, slot) => ({ slot, status })),
    };
    const report = statusReport(node({ stats: { value: { stats: { [ATTESTER]: one } } } }));
    expect(report.facts.attesters[0]?.recentDuties).toEqual({ missed: 5, total: 7 });
  });

  it("from before the node's start are counted and not judged", () => {
    const since = (initialSlot: number) =>
      node({ stats: { value: { stats: { [ATTESTER]: stats(32) }, initialSlot, lastProcessedSlot: 99 } } });
    const [attester] = statusReport(since(96)).facts.attesters;
    expect(attester?.recentDuties).toEqual({ missed: 32, total: 32 });
    expect(attester?.recentDutiesSinceStart).toEqual({ missed: 3, total: 3 });
    expect(bad(since(96))).toEqual([]);
    expect(statusReport(since(96)).findings.find(({ check }) => check === "attester")?.message).toContain(
      "missed 32 of its last 32 duties, 3 of 3 since the node started; last proposal",
    );
    // Five are enough to judge.
    expect(statusReport(since(94)).verdict).toBe("unhealthy");
    expect(statusReport(since(60)).facts.attesters[0]?.recentDutiesSinceStart).toBeNull();
  });

  it("of fewer than five are not judged", () => {
    const one = {
      missedAttestations: { count: 4, total: 4 },
      history: [1, 2, 3, 4].map((slot) => ({ slot, status: "attestation-missed" })),
    };
    expect(bad(node({ stats: { value: { stats: { [ATTESTER]: one } } } }))).toEqual([]);
  });
});

describe("proposals", () => {
  const after = (...statuses: string[]) => {
    const slots = Array.from({ length: 28 }, (_, index) => ({ slot: 60 + index, status: "attestation-sent" }));
    const proposals = statuses.map((status, index) => ({ slot: 90 + index, status }));
    const one = { missedAttestations: { count: 0, total: 28 }, history: [...slots, ...proposals] };
    return node({ stats: { value: { stats: { [ATTESTER]: one }, initialSlot: 59, lastProcessedSlot: 99 } } });
  };

  // Too few for a fifth of the duties: an epoch has less than one.
  it.each([
    ["that were all missed", ["checkpoint-missed", "checkpoint-missed", "blocks-missed", "checkpoint-missed"], 4],
    [
      "that others attested to, and the L1 does not have",
      ["checkpoint-mined", "checkpoint-proposed", "checkpoint-proposed"],
      2,
    ],
    ["that are valid and not published, in later releases", ["checkpoint-valid", "checkpoint-unpublished"], 2],
  ])("%s cause a warning", (_, statuses, lost) => {
    const from = after(...statuses);
    expect(bad(from)).toEqual([
      expect.stringMatching(new RegExp(`^warning attester: .*; its last ${lost} proposals are not on the L1$`)),
    ]);
    const [finding] = statusReport(from).findings.filter(({ check }) => check === "attester");
    expect(finding?.remedy).toContain("aztec-validator logs --since 3h --level warn --stack testnet");
  });

  it.each([
    ["one of which is lost", ["checkpoint-mined", "checkpoint-missed"]],
    ["the last of which is on the L1", ["checkpoint-missed", "checkpoint-missed", "checkpoint-mined"]],
    ["whose predecessor was never on the L1", ["checkpoint-orphaned", "checkpoint-orphaned"]],
  ])("%s cause none", (_, statuses) => {
    expect(bad(after(...statuses))).toEqual([]);
  });

  it("of releases without a history are lost by the node's own count", () => {
    const one = {
      missedAttestations: { count: 0, total: 28 },
      missedProposals: { count: 2, total: 3, currentStreak: 2 },
    };
    expect(bad(node({ stats: { value: { stats: { [ATTESTER]: one } } } }))).toEqual([
      `warning attester: ${ATTESTER} is in the validator set; missed 2 of its 31 duties; its last 2 proposals are not on the L1`,
    ]);
  });
});

describe("votes to slash", () => {
  const at = "2026-01-31T11:30:00.000000000Z";
  const line = (votes: number) =>
    `${at} [11:30:00.000] WARN: slasher Own validator ${ATTESTER.toLowerCase()} targeted by slashing vote (${votes} of 65 votes needed to slash) {"round":"3"}`;

  it("are read from the node's log, the latest of each validator", () => {
    const time = "2026-01-31T11:30:00.000Z";
    expect(slashingsIn([line(3), `${at} INFO: something else`, line(7)])).toEqual([
      { attester: ATTESTER.toLowerCase(), time, votes: 7, quorum: 65 },
    ]);
    expect(slashingsIn([line(65), `${at} WARN: slasher Own validator ${ATTESTER} was slashed for 2000`])).toEqual([
      { attester: ATTESTER, time, votes: null, quorum: null },
    ]);
    expect(slashingsIn(["", "Own validator"])).toEqual([]);
  });

  const withVotes = (votes: number, minutesLater = 0): Observation => {
    const slashings = slashingsIn([line(votes)]);
    return { ...observation(), now: NOW + minutesLater * 60_000, log: { slashings, keyUses: [], now: NOW } };
  };

  it.each<[votes: number, severity: string]>([
    [7, "warning"],
    [33, "failure"],
  ])("with %d of 65: %s", (votes, severity) => {
    const from = withVotes(votes);
    expect(bad(from)).toEqual([
      `${severity} slashing: ${votes} of the 65 votes needed to slash ${ATTESTER.toLowerCase()} were cast, 30 min ago`,
    ]);
    expect(statusReport(from).facts.slashing).toHaveLength(1);
  });

  it("that suffice are a failure, also while the next round counts from 1 again, and after three hours", () => {
    const decided = slashingsIn([line(64), line(65), line(1)]);
    const from = { ...observation(), log: { slashings: decided, keyUses: [], now: NOW } };
    const message = `65 of the 65 votes needed to slash ${ATTESTER.toLowerCase()} were cast,`;
    expect(bad(from)).toEqual([
      `failure slashing: ${message} 30 min ago: it is slashed some rounds later, unless that is vetoed`,
    ]);
    expect(statusReport({ ...from, now: NOW + 4 * 3_600_000 }).verdict).toBe("unhealthy");
    const slashed = `${at} WARN: slasher Own validator ${ATTESTER} was slashed for 2000`;
    expect(slashingsIn([line(65), slashed, line(1)])).toEqual([
      { attester: ATTESTER, time: "2026-01-31T11:30:00.000Z", votes: null, quorum: null },
    ]);
  });

  it("of a past round are only a warning", () => {
    const slashing = (from: Observation) => bad(from).filter((one) => one.includes(" slashing: "));
    const message = `slashing: 33 of the 65 votes needed to slash ${ATTESTER.toLowerCase()} were cast,`;
    expect(slashing(withVotes(33, 149))).toEqual([`failure ${message} 2 h 59 min ago`]);
    expect(slashing(withVotes(33, 151))).toEqual([`warning ${message} 3 h 01 min ago; that round is over`]);
    const slashed = slashingsIn([`${at} WARN: slasher Own validator ${ATTESTER} was slashed for 2000`]);
    const later = { ...withVotes(33, 151), log: { slashings: slashed, keyUses: [], now: NOW } };
    expect(slashing(later)).toEqual([`warning slashing: ${ATTESTER} was slashed 3 h 01 min ago`]);
  });
});

describe("the log with the votes", () => {
  const { stackInfo } = observation();
  const logged = (code: number, text: string) => {
    const calls: (readonly string[])[] = [];
    const docker = (args: readonly string[]) => {
      calls.push(args);
      return Promise.resolve({ code, text });
    };
    return { calls, docker };
  };

  it("is reported if it cannot be read", async () => {
    const { docker } = logged(1, "Error response from daemon: configured logging driver does not support reading\n");
    const log = await readNodeLog(docker, "node", stackInfo, { container, answers: {} });
    expect(bad({ ...observation(), log })).toEqual([
      "unknown slashing: votes to slash, and uses of the keys by others, are unknown: the node's log cannot be read: Error response from daemon: configured logging driver does not support reading",
    ]);
  });

  it("is read for a day only, and not at each refresh of --watch", async () => {
    const { calls, docker } = logged(0, "");
    const first = await readNodeLog(docker, "node", stackInfo, { container, answers: {} });
    expect(await readNodeLog(docker, "node", stackInfo, { container, answers: {} }, first)).toBe(first);
    expect(calls).toEqual([["logs", "--timestamps", "--since", "24h", "--tail", "20000", "node"]]);
    await readNodeLog(
      docker,
      "node",
      stackInfo,
      { container, answers: {} },
      first && { ...first, now: first.now - 121_000 },
    );
    await readNodeLog(
      docker,
      "node",
      stackInfo,
      { container, answers: {} },
      first && { ...first, error: "no answer in 60 s" },
    );
    expect(calls).toHaveLength(3);
  });

  it.each([
    [
      "warn",
      "unknown key use: uses of the publishers' keys by others are unknown: a log of level warn does not have them",
    ],
    [
      "error;info:p2p",
      "unknown slashing: votes to slash, and uses of the keys by others, are unknown: a log of level error does not have them",
    ],
  ])("of level %s does not have all of it", (logLevel, line) => {
    const { settings } = parseSettings({ network: "testnet", role: "full-node", release: "6.0.0", logLevel });
    const from = observation();
    const log = { slashings: [], keyUses: [], now: NOW };
    expect(bad({ ...from, stackInfo: { ...from.stackInfo, settings }, log })).toEqual([line]);
  });

  it("is not read without a validator", async () => {
    const { calls, docker } = logged(0, "");
    await readNodeLog(docker, "node", { signers: { attesters: [], publishers: [] } }, { container, answers: {} });
    expect(calls).toEqual([]);
  });
});
