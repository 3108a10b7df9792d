/** Findings of `status` on an attester whose duties are on another rollup than the node serves. */
import { describe, expect, it } from "vitest";
import { statusReport } from "../status-report";
import { ATTESTER, bad, number, observation, verdict, view, work } from "../../../test/fakes/observation";

const OTHER = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const ROLLUP = { address: OTHER.toLowerCase(), attesters: { [ATTESTER]: number(1) } };

describe("an attester", () => {
  it("of a node that the network has left is reported with its rollup", () => {
    const message = `is in the validator set of the network's rollup ${OTHER}, which this node does not serve: it does not attest`;
    const from = observation({ work: work({ views: { [ATTESTER]: view(0, 0n) }, network: ROLLUP }) });
    expect(bad(from)).toEqual([`failure attester: ${ATTESTER} ${message}`]);
    expect(verdict(from)).toEqual([1, `testnet is NOT healthy: ${ATTESTER} ${message}.`]);
    const { attesters, purpose } = statusReport(from).facts;
    expect(attesters[0]?.stateOnNetworkRollup).toBe("validating");
    const reason = "its duties are on the network's rollup, which this node does not serve";
    expect([purpose.active, purpose.reason]).toEqual([false, reason]);
    // A node that waits on purpose for the network to move has nothing to do, and no fault.
    const settings = from.stackInfo.settings && { ...from.stackInfo.settings, allowOtherRollup: true };
    const waits = { ...from, network: undefined, stackInfo: { ...from.stackInfo, settings } };
    expect(bad(waits)).toEqual([`warning attester: ${ATTESTER} ${message}`]);
  });
});
