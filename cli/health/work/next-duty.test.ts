/** The next duties of a stack's attesters: read from a chain that answers the calls of 4.1.2, and described. */
import { describe, expect, it } from "vitest";
import { committeeCall, NOT_FIXED, proposerCall } from "../../../settings/network/duty-calls";
import { encodeWord } from "../../../settings/network/rollup-calls";
import {
  ATTESTER,
  CLOCK,
  NOW,
  observation,
  printed,
  PUBLISHER,
  view,
  withAnswers,
  work,
} from "../../../test/fakes/observation";
import type { Duty } from "../../duties/duties";
import { nextDuty, nextDutyFinding } from "./next-duty";
import { readDutySchedule, type DutySchedule } from "./schedule";

const ROLLUP = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const info = { value: { ...printed.node.info.value, l1ContractAddresses: { rollupAddress: ROLLUP } } };
const { stackInfo } = observation();

/** The selector of the call for a committee. */
const COMMITTEE = committeeCall(0).slice(0, 10);

/** A node's container whose L1 knows committees by epoch; their members propose in turn, in the first slots. */
function chain(committees: Readonly<Record<number, readonly string[]>>) {
  const list = (all: readonly string[]) => `0x${[32n, BigInt(all.length), ...all].map(encodeWord).join("")}`;
  const committee = Object.entries(committees).map(([epoch, all]) => [committeeCall(Number(epoch)), list(all)]);
  const proposers = Object.entries(committees).flatMap(([epoch, all]) =>
    all.map((one, at) => [proposerCall(CLOCK, Number(epoch) * CLOCK.epochSlots + at), `0x${encodeWord(one)}`]),
  );
  const results = new Map<string, string>(
    [...committee, ...proposers].map(([call = "", answer = ""]) => [call, answer]),
  );
  const calls: string[] = [];
  const docker = (_args: readonly string[], input = "") => {
    const request = JSON.parse(input) as { calls: { params: [{ to: string; data: string }] }[] };
    const answers = request.calls.map(({ params: [{ to, data }] }) => {
      calls.push(data);
      const other = data.startsWith(COMMITTEE) ? undefined : `0x${encodeWord(PUBLISHER)}`;
      const result = to === ROLLUP ? (results.get(data) ?? other) : undefined;
      return result === undefined ? { refused: `execution reverted ${NOT_FIXED}` } : { result };
    });
    return Promise.resolve({ code: 0, text: JSON.stringify(answers) });
  };
  return { docker, calls };
}

const answers = (changed: object = {}) => withAnswers(observation({ node: { ...printed.node, info }, ...changed }));
const read = (docker: ReturnType<typeof chain>["docker"], changed: object = {}, recent?: DutySchedule) =>
  readDutySchedule(docker, "node", stackInfo, answers(changed), recent);

describe("the schedule", () => {
  it("has the duties of the rest of this epoch and of the next one", async () => {
    const { docker } = chain({ 3: [PUBLISHER], 4: [PUBLISHER, ATTESTER] });
    const schedule = await read(docker);
    expect(schedule).toMatchObject({ rollup: ROLLUP, clock: CLOCK, lastSlot: 159 });
    expect(schedule?.duties.map(({ slot }) => slot)).toEqual(Array.from({ length: 32 }, (_, index) => 128 + index));
    expect(schedule?.duties.filter(({ kind }) => kind === "proposal").map(({ slot }) => slot)).toEqual([129]);
  });

  it("ends where the network has decided nothing yet", async () => {
    const { docker } = chain({ 3: [ATTESTER] });
    const schedule = await read(docker);
    expect([schedule?.lastSlot, schedule?.duties.length]).toEqual([127, 26]);
  });

  it("is read once for each epoch by --watch", async () => {
    const { docker, calls } = chain({ 3: [PUBLISHER], 4: [PUBLISHER] });
    const first = await read(docker);
    expect(calls).toHaveLength(2);
    expect(await read(docker, {}, first)).toBe(first);
    await read(docker, {}, first && { ...first, rollup: PUBLISHER });
    await read(docker, {}, first && { ...first, lastSlot: 127 });
    expect(calls).toHaveLength(6);
  });

  it("is not read for an attester without duties", async () => {
    const { docker, calls } = chain({});
    expect(await read(docker, { work: work({ views: { [ATTESTER]: view(0, 0n) } }) })).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("is unknown if the L1 does not answer", async () => {
    const silent = () => Promise.resolve({ code: 4, text: "no answer in 10 s" });
    expect(await read(silent)).toBeUndefined();
  });
});

describe("the next duty", () => {
  const schedule = (...duties: (readonly [slot: number, kind: Duty["kind"]])[]): DutySchedule => ({
    rollup: ROLLUP,
    clock: CLOCK,
    lastSlot: 159,
    duties: duties.map(([slot, kind]) => ({ slot, kind, attester: ATTESTER })),
  });
  const message = (one: DutySchedule | undefined) => nextDutyFinding(one, NOW)[0]?.message;

  it("is the first slot with a duty, and the first with a proposal", () => {
    const all = schedule([101, "proposal"], [102, "attestation"], [103, "attestation"], [104, "proposal"]);
    expect(message(all)).toBe("attestations from slot 102 on, in 52 s; proposal in slot 104, in 3 min");
    expect(nextDuty(all, NOW)).toEqual({
      proposal: { slot: 104, time: "2026-01-31T12:03:16.000Z", attester: ATTESTER },
      committee: { slot: 102, time: "2026-01-31T12:00:52.000Z", attester: ATTESTER, epoch: 3 },
      lastSlot: 159,
    });
  });

  it("can be a proposal at once", () => {
    expect(message(schedule([102, "proposal"], [103, "attestation"]))).toBe("proposal in slot 102, in 52 s");
  });

  it("is no proposal, or none at all, up to a slot after which nothing is decided", () => {
    const end = "until the end of slot 159, in 70 min";
    expect(message(schedule([128, "attestation"]))).toBe(
      `attestations from slot 128 on, in 32 min; no proposal ${end}`,
    );
    expect(message(schedule([100, "proposal"]))).toBe(`none ${end}; later committees are not decided yet`);
  });

  it("is no finding if it is unknown", () => {
    expect(nextDutyFinding(undefined, NOW)).toEqual([]);
  });
});
