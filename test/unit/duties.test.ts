/** What `status` makes of duties that were missed, and of votes to slash: no node is asked. */
import { describe, expect, it } from "vitest";
import type { Seen } from "../../cli/health/gather";
import { report } from "../../cli/health/report";
import { slashingsIn } from "../../cli/health/slashing";
import { ATTESTER, bad, node, seen, stats } from "./seen";

describe("duties", () => {
  const missing = (missed: number) => report(node({ stats: { value: { stats: { [ATTESTER]: stats(missed) } } } }));

  it.each<[missed: number, level: string]>([
    [6, "ok"],
    [7, "warning"],
    [25, "warning"],
    [26, "failure"],
    [32, "failure"],
  ])("with %d of 32 missed: %s", (missed, level) => {
    const told = missing(missed);
    expect(told.findings.find(({ about }) => about === "attester")?.level).toBe(level);
    expect(told.facts.attesters[0]?.recentDuties).toEqual({ missed, total: 32 });
  });

  it("that are nearly all missed make a sequencer unhealthy, though its attester is in the set", () => {
    expect(missing(32).summary).toBe(
      `testnet is NOT healthy: ${ATTESTER} is in the validator set; missed 32 of its last 32 duties; last proposal in slot 97, 5 min ago.`,
    );
    expect(missing(32).facts.attesters[0]?.lastProposal).toEqual({ slot: 97, time: "2026-01-31T11:55:12.000Z" });
  });

  it("of later releases count too", () => {
    const history = [
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
    const told = report(node({ stats: { value: { stats: { [ATTESTER]: one } } } }));
    expect(told.facts.attesters[0]?.recentDuties).toEqual({ missed: 4, total: 5 });
  });

  it("of fewer than five say nothing yet", () => {
    const one = {
      missedAttestations: { count: 4, total: 4 },
      history: [1, 2, 3, 4].map((slot) => ({ slot, status: "attestation-missed" })),
    };
    expect(bad(node({ stats: { value: { stats: { [ATTESTER]: one } } } }))).toEqual([]);
  });
});

describe("votes to slash", () => {
  const at = "2026-01-31T11:30:00.000000000Z";
  const line = (votes: number) =>
    `${at} [11:30:00.000] WARN: slasher Own validator ${ATTESTER.toLowerCase()} targeted by slashing vote (${votes} of 65 votes needed to slash) {"round":"3"}`;

  it("are read from the node's log, the last of each validator", () => {
    const time = "2026-01-31T11:30:00.000Z";
    expect(slashingsIn([line(3), `${at} INFO: something else`, line(7)])).toEqual([
      { attester: ATTESTER.toLowerCase(), time, votes: 7, quorum: 65 },
    ]);
    expect(slashingsIn([line(65), `${at} WARN: slasher Own validator ${ATTESTER} was slashed for 2000`])).toEqual([
      { attester: ATTESTER, time, votes: null, quorum: null },
    ]);
    expect(slashingsIn(["", "Own validator"])).toEqual([]);
  });

  it.each<[votes: number, level: string]>([
    [7, "warning"],
    [33, "failure"],
  ])("of which there are %d of 65: %s", (votes, level) => {
    const from: Seen = { ...seen(), slashings: slashingsIn([line(votes)]) };
    expect(bad(from)).toEqual([
      `${level} slashing: ${votes} of the 65 votes that slash ${ATTESTER.toLowerCase()} are cast, as of 30 min ago`,
    ]);
    expect(report(from).facts.slashing).toHaveLength(1);
  });
});
