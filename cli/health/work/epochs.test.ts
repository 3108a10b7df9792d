/** Duties by epoch; no node is queried. */
import { describe, expect, it } from "vitest";
import { epochFinding, epochsOf } from "./epochs";

const none = { missed: 0, total: 0 };
const stats = (history: readonly (readonly [slot: number, status: string])[]) => ({
  missedAttestations: { count: 0, total: 0 },
  history: history.map(([slot, status]) => ({ slot, status })),
});

const FIRST = stats([
  [3, "attestation-sent"],
  [8, "checkpoint-mined"],
  [9, "attestation-missed"],
  [10, "blocks-missed"],
  [11, "attestation-sent"],
  [12, "checkpoint-mined"],
]);
const SECOND = stats([
  [9, "checkpoint-missed"],
  [12, "attestation-sent"],
]);

describe("duties by epoch", () => {
  it("are the proposals and attestations of its slots, made and missed", () => {
    expect(epochsOf(FIRST, 4)).toEqual([
      { epoch: 0, proposals: none, attestations: { missed: 0, total: 1 } },
      { epoch: 2, proposals: { missed: 1, total: 2 }, attestations: { missed: 1, total: 2 } },
      { epoch: 3, proposals: { missed: 0, total: 1 }, attestations: none },
    ]);
  });

  it("are those of the last four epochs with duties", () => {
    const long = stats([1, 2, 4, 5, 6].map((slot) => [slot, "attestation-sent"]));
    expect(epochsOf(long, 1).map(({ epoch }) => epoch)).toEqual([1, 2, 4, 5, 6].slice(1));
  });

  it("are unknown without a history, or the length of an epoch", () => {
    expect(epochsOf({ missedAttestations: { count: 1, total: 2 } }, 4)).toEqual([]);
    expect(epochsOf(FIRST, undefined)).toEqual([]);
    expect(epochFinding([undefined], 4, 12)).toEqual([]);
  });

  it("are one line for all attesters of a stack, and the epoch that goes on is named", () => {
    const line = (lastSlot: number) => epochFinding([FIRST, SECOND], 4, lastSlot);
    const message =
      "epoch 0: 1 of 1 attestation; epoch 2: 1 of 3 proposals, 1 of 2 attestations; epoch 3: 1 of 1 proposal, 1 of 1 attestation";
    expect(line(15)).toEqual([{ check: "duties", severity: "ok", message }]);
    expect(line(14)[0]?.message).toBe(message.replace("epoch 3:", "epoch 3 so far:"));
  });
});
