/** Remedies of `status` about settings and releases once a network has moved. */
import { describe, expect, it } from "vitest";
import type { Observation } from "../observe";
import { statusReport } from "../status-report";
import type { NetworkAnswer } from "../../../remote/query-network";
import { parseSettings } from "../../../settings/parse";
import { NETWORK, observation, verdict } from "../../../test/fakes/observation";

const withNetwork = (changed: Partial<NetworkAnswer>): Observation => ({
  ...observation(),
  network: { ...NETWORK, ...changed },
});

describe("a setting", () => {
  it("that allows another rollup is to be removed once the node serves the network's rollup", () => {
    const settings = parseSettings({ network: "testnet", release: "6.0.0", allowOtherRollup: true }).settings;
    const from = withNetwork({});
    const fits: Observation = { ...from, stackInfo: { ...from.stackInfo, settings } };
    expect(verdict(fits)).toEqual([0, "testnet is healthy, with 1 warning."]);
    expect(statusReport(fits).findings.find(({ check }) => check === "network")).toEqual({
      check: "network",
      severity: "warning",
      remedy: "pulumi config rm allowOtherRollup --stack testnet",
      message:
        "runs rollup 0xD73A91bdcF6891C7642F3e460036e1ef2CC23178 (version 1821665230), which this node serves; " +
        "allowOtherRollup is still set: it would hide the network's next move",
    });
  });
});

describe("a node whose network runs an unknown rollup", () => {
  it("is sent to the release that serves the rollup if the recommendation lags behind the move", () => {
    const rollup = { address: "0x00000000000000000000000000000000000000A3", version: 77 };
    const own = { ...NETWORK.node, nodeVersion: "5.2.0" };
    const config = { server: "example.org", isOwn: false, nodeVersion: "5.3.0" };
    const { findings } = statusReport(withNetwork({ rollup, node: own, config }));
    expect(findings.find(({ check }) => check === "network")?.remedy).toBe(
      "aztec-validator update 6.0.0 --stack testnet",
    );
  });
});
