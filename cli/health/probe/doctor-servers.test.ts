/** Findings of `doctor` on servers that only some nodes need. */
import { describe, expect, it } from "vitest";
import { doctorFindings } from "../doctor-findings";
import { parseSettings } from "../../../settings/parse";
import { doctorObservation, server } from "../../../test/fakes/doctor-observation";

describe("the doctor, for a node without traces", () => {
  const other = "traces.example.org";
  const none = { server, recent: [] };
  const some = { server: other, recent: ["trace_transaction"], old: ["trace_transaction"] };
  const starting = { node: { ready: { error: "does not answer: ECONNREFUSED" } } };
  const levels = (traces: readonly object[], more: object = {}, answers: object = starting) => {
    const from = doctorObservation({ traces }, answers);
    const { settings } = from.stackInfo;
    if (!settings) throw new Error("the known settings are missing");
    const stackInfo = { ...from.stackInfo, settings: { ...settings, release: "6.0.0", ...more } };
    return doctorFindings({ ...from, stackInfo })
      .filter(({ check }) => check === "L1 traces")
      .map(({ severity, message }) => `${severity} ${message}`);
  };
  const fatal = `failure ${server} has no traces: from release 6.0.0 on, a node does not start without them`;
  const risk = `warning ${server} has no traces: the node cannot read blocks that a contract published`;

  it("reports that 6.0.0 does not start, unless a setting allows it", () => {
    expect(levels([none])).toEqual([fatal]);
    expect(levels([none, { server: other, error: "does not answer: ECONNREFUSED" }])[0]).toBe(fatal);
    expect(levels([none], { ethereumAllowNoDebugHosts: true })).toEqual([risk]);
  });

  it.each(["5.2.0", "6.0.0-rc.1"])("reports that %s starts and can get stuck", (release) => {
    expect(levels([none], { release })).toEqual([risk]);
  });

  it("only warns if another server has traces, or may have them, or the node is ready", () => {
    expect(levels([none, some])).toEqual([risk, `ok ${other} has trace_transaction, also 512 blocks ago`]);
    expect(levels([none, { server: other }])[0]).toBe(risk);
    expect(levels([none], {}, {})).toEqual([risk]);
  });
});

describe("the doctor", () => {
  it("checks a prover agent's broker and disk, and no L1", () => {
    const { settings } = parseSettings({ network: "testnet", release: "5.2.0", role: "prover-agent" });
    const nothing = { bursts: [], traces: [], blobs: [] };
    const downloads = { broker: { server: "broker.example.org", error: "does not answer: ECONNREFUSED" } };
    const answers = { l1Servers: [], beaconServers: [], node: { status: { value: 200 } } };
    const from = doctorObservation({ ...nothing, downloads, writes: { value: 90 } }, answers);
    const lines = doctorFindings({ ...from, stackInfo: { ...from.stackInfo, settings } });
    expect(
      lines.filter(({ severity }) => severity !== "ok").map(({ check, severity }) => `${severity} ${check}`),
    ).toEqual(["failure broker", "warning disk speed"]);
    expect(lines.filter(({ check }) => ["L1", "beacon", "clock"].includes(check))).toEqual([]);
  });
});
