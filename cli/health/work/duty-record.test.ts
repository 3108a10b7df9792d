import { describe, expect, it } from "vitest";
import { statusReport } from "../status-report";
import { ATTESTER, bad, node, observation, printed, stats, verdict, work } from "../../../test/fakes/observation";
import { parseSettings } from "../../../settings/parse";

const record = (value: object) => node({ stats: { value: { initialSlot: 59, lastProcessedSlot: 99, ...value } } });
const missesAll = { stats: { [ATTESTER]: stats(32) } };

describe("duties of an attester in the validator set that the node does not report", () => {
  it.each<[why: string, answer: object, reason: string]>([
    ["no answer", { error: "did not answer in 8 s" }, "the node does not report them: did not answer in 8 s"],
    ["another answer", { value: { stats: [] } }, "the node does not report them: its answer has another form"],
    [
      "another record of this attester",
      { value: { stats: { [ATTESTER]: { missed: 3 } }, initialSlot: 59, lastProcessedSlot: 99 } },
      "the node's record of them has another form",
    ],
    [
      "a record that ended",
      { value: { stats: { [ATTESTER]: stats(2) }, initialSlot: 59, lastProcessedSlot: 90 } },
      "the node's record of them ends 11 slots ago, at slot 90",
    ],
  ])("are unknown, and so is the verdict: %s", (_, answer, reason) => {
    const from = node({ stats: answer });
    expect(bad(from).map((line) => line.slice(0, 19))).toEqual(["unknown attester: 0"]);
    expect(verdict(from)[0]).toBe(2);
    expect(verdict(from)[1]).toMatch(
      /^The health of testnet is unknown: 0x\w+ is in the validator set; .*present duties/,
    );
    expect(verdict(from)[1]).toContain(`its present duties are unknown: ${reason}.`);
  });

  it("are known while the record is a little behind, or of another attester is odd", () => {
    expect(bad(record({ stats: { [ATTESTER]: stats(2) }, lastProcessedSlot: 91 }))).toEqual([]);
    expect(bad(record({ stats: { [ATTESTER]: stats(2), "0x01": { missed: 3 } } }))).toEqual([]);
  });

  it("cause a warning if the sentinel is off on a public network", () => {
    const from = node({ stats: { value: { stats: {} } } });
    expect(bad(from)).toEqual([
      `warning attester: ${ATTESTER} is in the validator set; its duties are not recorded: the node's sentinel is off`,
    ]);
    const [finding] = statusReport(from).findings.filter(({ check }) => check === "attester");
    expect(finding?.remedy).toBe("pulumi config set sentinelEnabled true --stack testnet");
  });

  it("are not recorded on a custom network, unless the settings say so", () => {
    const { settings } = parseSettings({ network: "custom", role: "full-node", release: "6.0.0" });
    const from = node({ stats: { value: { stats: {} } } });
    expect(bad({ ...from, stackInfo: { ...from.stackInfo, settings } }).join()).not.toContain("attester");
  });

  it("are a failure all the same if they were missed before", () => {
    expect(verdict(record({ ...missesAll, lastProcessedSlot: 80 }))[0]).toBe(1);
  });
});

describe("an L1 that refuses calls of contracts", () => {
  const refused = { error: "eth_call: too many requests" };
  const unanswered = {
    chain: { attesters: { [ATTESTER]: refused }, balances: {} },
    work: { blobs: [], chain: refused },
  };

  it("does not hide missed duties: the node has seen them itself", () => {
    const from = observation({ ...unanswered, node: { ...printed.node, stats: { value: missesAll } } });
    expect(verdict(from)[0]).toBe(1);
    expect(verdict(from)[1]).toContain("its state is unknown: eth_call: too many requests; missed 32 of its last 32");
  });

  it("leaves it unknown whether the node is behind, and whether the attester is in the validator set", () => {
    const from = observation(unanswered);
    expect(bad(from).map((line) => line.split(":")[0])).toEqual([
      "unknown synced",
      "unknown attester",
      "unknown publisher",
    ]);
    expect(verdict(from)[1]).toMatch(/; whether the L1 has more is unknown: eth_call: too many requests\.$/);
    expect(verdict(from)[0]).toBe(2);
    expect(verdict(observation({ work: work() }))[0]).toBe(0);
  });
});
