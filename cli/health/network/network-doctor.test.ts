/** Findings of `doctor` on the network before the first `up`, when there is no node to query. */
import { describe, expect, it } from "vitest";
import { doctorFindings } from "../doctor-findings";
import { doctorReport } from "../doctor-report";
import type { Observation } from "../observe";
import type { NetworkAnswer } from "../../../remote/query-network";
import { parseSettings } from "../../../settings/parse";
import { NETWORK, notUp, observation } from "../../../test/fakes/observation";

const NEW = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const moved = { address: NEW, version: 2_914_217_885, genesisArchiveRoot: `0x${"2b".repeat(32)}` };

describe("the doctor before the first `up`", () => {
  const thorough = (network: Partial<NetworkAnswer>, release = "5.2.0"): Observation => ({
    stackInfo: { ...notUp().stackInfo, settings: parseSettings({ network: "testnet", release }).settings },
    problems: [],
    source: "this machine",
    now: NETWORK.now,
    network: { ...NETWORK, node: undefined, ...network },
  });
  const check = (from: Observation) =>
    doctorFindings(from).filter((one) => ["network", "release", "proposal"].includes(one.check));

  it("reports a release that serves another rollup, and the release to set", () => {
    expect(check(thorough({ rollup: moved }))).toEqual([
      {
        check: "network",
        severity: "failure",
        remedy: "pulumi config set release 6.0.0-rc.1 --stack testnet",
        message: `the network runs rollup ${NEW} (version 2914217885); release 5.2.0 does not serve it`,
      },
    ]);
  });

  it("reports that the release of the settings serves the rollup, or that this is unknown", () => {
    const of = (from: Observation) => check(from).map(({ severity, message }) => `${severity} ${message}`);
    expect(of(thorough({ rollup: moved }, "6.0.0-rc.1"))).toEqual([
      `ok runs rollup ${NEW} (version 2914217885), which release 6.0.0-rc.1 serves`,
    ]);
    expect(of(thorough({ rollup: moved }, "6.0.1"))).toEqual([
      `unknown runs rollup ${NEW} (version 2914217885); whether release 6.0.1 serves it is unknown`,
    ]);
  });

  it("compares the settings' release with the recommended one", () => {
    const config = { server: "example.org", isOwn: false, nodeVersion: "5.3.0" };
    expect(check(thorough({ config }))[1]).toEqual({
      check: "release",
      severity: "warning",
      remedy: "pulumi config set release 5.3.0 --stack testnet",
      message: "the network recommends 5.3.0, this node is to run 5.2.0",
    });
  });

  it("prints of a finding only what its schema has", () => {
    const config = { server: "example.org", isOwn: false, nodeVersion: "6.1.0" };
    const from = { ...observation(), network: { ...NETWORK, config }, problems: [] };
    const { findings } = doctorReport("testnet", from);
    expect(findings.find(({ check: name }) => name === "release")).toEqual({
      check: "release",
      severity: "warning",
      message: "the network recommends 6.1.0, this node runs 6.0.0",
      remedy: "aztec-validator update 6.1.0 --stack testnet",
    });
  });
});
