/** Findings of `status` on a node's work, for each role; no node, L1 or beacon server is queried. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { idleText, PURPOSES, purposeOf } from "./purpose";
import { statusReport } from "../status-report";
import { parseSettings } from "../../../settings/parse";
import { roles, type Role } from "../../../settings/schema/definition";
import { PROJECT_DIR } from "../../../pulumi/dev-stack";
import {
  ATTESTER,
  bad,
  checkpoint,
  number,
  printed,
  observation,
  verdict,
  view,
  work,
} from "../../../test/fakes/observation";

const OTHER = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";

/** Returns the attester's finding with its severity, the verdict and the summary. */
function attester(changed: object, answers: object = {}) {
  const report = statusReport(observation({ work: work(changed, answers) }));
  const finding = report.findings.find(({ check }) => check === "attester");
  return [finding?.severity, finding?.message.replace(`${ATTESTER} `, ""), report.verdict, report.summary];
}

describe("a node's progress", () => {
  /** @param count of checkpoints that the node lacks @param waited slots since the first of them */
  const behind = (count: number, waited: number) =>
    observation({ work: work({ next: checkpoint(101 - waited) }, { pending: number(40 + count) }) });

  it.each<[count: number, waited: number, severity: string]>([
    [0, 0, "ok"],
    [1, 0, "ok"],
    [1, 1, "ok"],
    [1, 2, "warning"],
    [2, 1, "warning"],
    [1, 5, "failure"],
    [6, 0, "failure"],
  ])("with %d checkpoints behind for %d slots: %s", (count, waited, severity) => {
    const report = statusReport(behind(count, waited));
    expect(report.findings.find(({ check }) => check === "synced")?.severity).toBe(severity);
    expect(report.facts.chain).toMatchObject({
      checkpointsBehind: count,
      slotsSinceNextCheckpoint: count === 0 ? null : waited,
      nodeCheckpoint: 40,
    });
    expect(report.verdict).toBe(severity === "failure" ? "unhealthy" : "healthy");
  });

  it("is a failure for a node stuck before its first checkpoint, though it is only one behind", () => {
    const tips = {
      value: {
        proposed: { number: 1 },
        checkpointed: { block: { number: 0 }, checkpoint: { number: 0 } },
        proven: { block: { number: 0 }, checkpoint: { number: 0 } },
      },
    };
    const stuck = { ...work({ next: checkpoint(76) }, { pending: number(1) }), nodeCheckpoint: 0 };
    const from = observation({ work: stuck, node: { ...printed.node, tips } });
    expect(verdict(from)).toEqual([
      1,
      "testnet is NOT healthy: block 1, 0 checkpointed, 0 proven; L1 read up to 14 s ago; 1 checkpoint behind the L1; the next one was published 25 slots (30 min) ago.",
    ]);
  });

  it("is explained by a beacon server without blobs", () => {
    const blobs = [
      {
        server: "beacon.example.org",
        block: 8,
        slot: 9,
        endpoint: "blob_sidecars",
        requested: 1,
        received: 0,
        error: "answers HTTP 410 to blob_sidecars",
      },
    ];
    const stuck = { ...work({ next: checkpoint(76) }, { pending: number(41) }), blobs };
    const cause =
      "beacon.example.org does not have the blob of a block (endpoint blob_sidecars): answers HTTP 410 to blob_sidecars";
    const report = statusReport(observation({ work: stuck }));
    expect([report.exitCode, report.summary]).toEqual([1, `testnet is NOT healthy: ${cause}.`]);
    expect(report.findings.find(({ check }) => check === "blobs")?.remedy).toBe(
      "use a supernode or semi-supernode: pulumi config set --secret l1ConsensusHosts --stack testnet",
    );
    expect(report.facts.beacon[0]?.blobs).toEqual({
      endpoint: "blob_sidecars",
      l1Block: 8,
      requested: 1,
      received: 0,
      error: "answers HTTP 410 to blob_sidecars",
    });
    // A node that goes on without them has a blob store.
    expect(bad(observation({ work: { ...work(), blobs } }))).toEqual([`warning blobs: ${cause}`]);
    // It is the same while the node does not have the chain's last checkpoint yet, which takes seconds.
    const behind = work({ next: checkpoint(101) }, { pending: number(41) });
    expect(bad(observation({ work: { ...behind, blobs } }))).toEqual([`warning blobs: ${cause}`]);
    // The progress of a node that is not ready is unknown: it waits for the blobs for ever.
    const starting = observation({
      work: { blobs },
      node: { ...printed.node, ready: { error: "does not answer: ECONNREFUSED" } },
    });
    expect(verdict(starting)).toEqual([1, `testnet is NOT healthy: ${cause}.`]);
  });

  it("is limited by its chain: a stalled chain is a warning, since the node is not at fault", () => {
    const still = observation({ work: work({ last: checkpoint(91) }) });
    expect(bad(still)).toEqual(["warning chain: no new checkpoint for 10 slots (12 min): the whole chain has stalled"]);
    expect(statusReport(still).facts.chain?.slotsSinceLastCheckpoint).toBe(10);
    expect(bad(observation({ work: work({ last: checkpoint(92) }) }))).toEqual([]);
    // The contract may remove its checkpoints, and nobody proposes one.
    const prunable = observation({ work: work({ last: checkpoint(91), prune: number(1) }) });
    expect(bad(prunable)).toEqual(bad(still));
    expect(bad(observation({ work: work({ last: checkpoint(5) }, { attesterCount: number(0) }) }))).toEqual([]);
  });
});

describe("an attester", () => {
  const none = { views: { [ATTESTER]: view(0, 0n) } };
  const idle = "testnet is healthy, with 1 warning; it does not attest.";

  it("in no set and no queue does not attest, and the headline reports it", () => {
    const message = "is not in the validator set: it does not attest";
    expect(attester(none)).toEqual(["warning", message, "healthy", idle]);
  });

  it("in the entry queue has a position", () => {
    const queued = { ...none, queue: { searched: 12, places: { [ATTESTER]: 3 } } };
    const message = "is in the entry queue, position 3 of 12; at most 4 enter per epoch";
    expect(attester(queued, { queueLength: number(12) })).toEqual(["warning", message, "healthy", idle]);
    const { facts } = statusReport(observation({ work: work(queued, { queueLength: number(12) }) }));
    expect(facts.attesters[0]).toMatchObject({ state: "none", queue: { position: 3, length: 12 } });
  });

  it("that is not among the first of a long queue may be after them", () => {
    const queue = { searched: 200, places: {} };
    const message =
      "is not in the validator set: it does not attest; it may be in the entry queue after position 200 of 340";
    expect(attester({ ...none, queue }, { queueLength: number(340) })[1]).toBe(message);
  });

  it("that exits is reported with amount and date", () => {
    const leaving = { views: { [ATTESTER]: view(3, 0n, [200_000n, 1_800_000_000]) } };
    const message =
      "is leaving the validator set: its duties end a few epochs after the exit began; 200000 AZTEC can be withdrawn from 2027-01-15 08:00 UTC";
    expect(attester(leaving)).toEqual(["warning", message, "healthy", "testnet is healthy, with 1 warning."]);
    const { facts } = statusReport(observation({ work: work(leaving) }));
    expect(facts.purpose.active).toBeNull();
    expect(facts.attesters[0]?.exit).toEqual({
      amount: `200000${"0".repeat(18)}`,
      exitableAt: "2027-01-15T08:00:00.000Z",
    });
  });

  it("that started its own exit differs from one that was slashed out", () => {
    const left = { views: { [ATTESTER]: view(2, 0n, [200_000n, 1_800_000_000]) } };
    const message =
      "left the validator set by its own exit: its duties end a few epochs later; 200000 AZTEC can be withdrawn from 2027-01-15 08:00 UTC";
    expect(attester(left)).toEqual(["warning", message, "healthy", idle]);
    const atLeast = { views: { [ATTESTER]: view(2, 0n, [190_000n, 1_800_000_000]) } };
    expect(attester(atLeast)[0]).toBe("warning");
    const slashed = { views: { [ATTESTER]: view(2, 0n, [189_999n, 1_800_000_000]) } };
    expect(attester(slashed)[0]).toBe("failure");
  });

  it("that was slashed and is still in the set is reported with its remaining stake", () => {
    const slashed = { views: { [ATTESTER]: view(1, 198_000n) } };
    expect(attester(slashed)[1]).toBe(
      "is in the validator set; missed 2 of its last 32 duties; last proposal in slot 97, 5 min ago; last attestation in slot 96, 6 min ago; it was slashed: 198000 of 200000 AZTEC are left; below 190000 it is removed from the validator set",
    );
    expect(attester(slashed)[0]).toBe("warning");
  });
});

describe("the work of a role", () => {
  const of = (role: Role, changed: object = {}) => {
    const { settings } = parseSettings({ network: "testnet", release: "5.2.0", role });
    const from = observation(changed);
    const isSequencer = role === "sequencer";
    const signers = isSequencer ? from.stackInfo.signers : { attesters: [], publishers: [] };
    return statusReport({ ...from, stackInfo: { ...from.stackInfo, settings, signers } });
  };

  it.each(roles)("of a %s is done by a healthy node", (role) => {
    const report = of(role);
    expect([report.verdict, report.facts.purpose]).toEqual([
      "healthy",
      { description: PURPOSES[role], active: true, reason: null },
    ]);
  });

  it("has the same description in the documentation", () => {
    const text = readFileSync(path.join(PROJECT_DIR, "docs/daily-operations.md"), "utf8");
    const rows = text.split("\n").filter((line) => roles.some((role) => line.startsWith(`| \`${role}\``)));
    const missing = roles.filter(
      (role) => !rows.some((row) => row.includes(`\`${role}\``) && row.includes(PURPOSES[role])),
    );
    expect(missing).toEqual([]);
  });

  it.each(["sequencer", "full-node", "prover-node"] as const)("of a %s is not done if it does not progress", (role) => {
    expect(of(role, { work: work({ next: checkpoint(80) }, { pending: number(41) }) }).verdict).toBe("unhealthy");
  });

  it("of a sequencer is not done without an attester in the set", () => {
    const report = of("sequencer", { work: work({ views: { [ATTESTER]: view(0, 0n) } }) });
    expect(report.facts.purpose).toEqual({
      description: "attests and proposes",
      active: false,
      reason: "its attester is not in the validator set",
    });
    const two = [ATTESTER, OTHER].map((address) => ({
      address,
      view: { state: "none" as const, stake: 0n },
      stats: undefined,
    }));
    expect(purposeOf("sequencer", two).reason).toBe("none of its 2 attesters is in the validator set");
  });

  it("is unknown if its attesters are unknown", () => {
    const unknown = purposeOf("sequencer", [{ address: ATTESTER, view: undefined, stats: undefined }]);
    expect([unknown.active, idleText(unknown)]).toEqual([null, ""]);
    expect(purposeOf(undefined, []).active).toBeNull();
  });
});
