/** Findings and facts on rewards and on the vote for a payload; no contract is queried. */
import { describe, expect, it } from "vitest";
import type { Observation } from "../observe";
import { statusReport } from "../status-report";
import { ATTESTER, number, observation, PUBLISHER, work } from "../../../test/fakes/observation";

const PAYLOAD = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const messages = (from: Observation, check: string) =>
  statusReport(from).findings.flatMap((one) => (one.check === check ? [`${one.severity}: ${one.message}`] : []));

describe("rewards", () => {
  const rewards = (changed: object) => {
    const value = { claimable: number(1), amounts: { [ATTESTER]: number(0) }, ...changed };
    return observation({ work: { ...work(), rewards: { value } } });
  };

  it("are those of the stack's coinbase, in whole tokens", () => {
    expect(messages(observation(), "rewards")).toEqual([`ok: ${ATTESTER} has 1234.5000 AZTEC to claim`]);
    expect(statusReport(observation()).facts.attesters[0]?.coinbase).toBe(ATTESTER);
  });

  it("of several coinbases are added up", () => {
    const amounts = { [ATTESTER]: number(3), [PUBLISHER]: number(4) };
    const from = rewards({ amounts, decimals: number(0) });
    expect(messages(from, "rewards")).toEqual(["ok: 2 coinbases have 7.0000 tokens to claim"]);
    expect(statusReport(from).facts.rewards?.coinbases).toEqual([
      { address: ATTESTER, amount: "3" },
      { address: PUBLISHER, amount: "4" },
    ]);
  });

  it("that cannot be claimed yet are named as such", () => {
    const message = `ok: ${ATTESTER} has 0.0000 tokens to claim; the network does not allow claims yet`;
    expect(messages(rewards({ claimable: number(0) }), "rewards")).toEqual([message]);
  });

  it("are not reported if the contract does not have the function", () => {
    const from = rewards({ amounts: {} });
    expect(messages(from, "rewards")).toEqual([]);
    expect(statusReport(from).facts.rewards).toBeNull();
  });
});

describe("a vote", () => {
  const { stackInfo } = observation();
  const settings = stackInfo.settings && { ...stackInfo.settings, governancePayload: PAYLOAD };
  const value = { round: number(4), roundSlots: number(25), quorum: number(13), count: number(7) };
  const voting: Observation = {
    ...observation({ work: { ...work(), signals: { value } } }),
    stackInfo: { ...stackInfo, settings },
  };

  it("shows the signals for its payload in the current round", () => {
    expect(messages(voting, "vote")).toEqual([
      `ok: for ${PAYLOAD}: 7 of the 13 signals that a proposal needs; the round ends with slot 124 (in 29 min)`,
    ]);
    expect(statusReport(voting).facts.vote).toEqual({
      payload: PAYLOAD,
      signals: 7,
      quorum: 13,
      round: 4,
      lastSlot: 124,
    });
  });

  it("is no finding if the signals are unknown, or no payload is set", () => {
    expect(messages({ ...observation(), stackInfo: { ...stackInfo, settings } }, "vote")).toEqual([]);
    expect(messages(observation(), "vote")).toEqual([]);
  });
});
