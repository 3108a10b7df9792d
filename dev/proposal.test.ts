/** When `make up` counts a checkpoint as the validator's own, and the reason it prints if there is none. */
import { describe, expect, it } from "vitest";
import { checkpointedTip, isProposed, reasonFor, type RollupState, slotText, tipsMethod } from "./proposal";
import { summary } from "./summary";

const OWN = "0xE1FAE9b4fAB2F5726677ECfA912d96b0B683e6a9";
const OTHER = "0x9999999999999999999999999999999999999999";
const NODE_START = 1_000;

function state(changes: Partial<RollupState> = {}): RollupState {
  const checkpoint = { number: 1, slot: 57, time: NODE_START + 5, proposer: OWN.toLowerCase() };
  return { slot: 58, epochSlots: 4, validating: [OWN], checkpoint, ...changes };
}

const withCheckpoint = (changes: object) => {
  const { checkpoint } = state();
  return state({ checkpoint: checkpoint && { ...checkpoint, ...changes } });
};

describe("a checkpoint", () => {
  it("counts if it is recent, by an attester of the stack, and of a slot after the node's start", () => {
    expect(isProposed(state(), [OTHER, OWN], NODE_START)).toBe(true);
  });

  it.each<[string, RollupState]>([
    ["there is none", state({ checkpoint: null })],
    ["another attester proposed it", withCheckpoint({ proposer: OTHER })],
    ["its proposer is unknown", withCheckpoint({ proposer: null })],
    ["the node was not there yet", withCheckpoint({ time: NODE_START - 1 })],
    ["three slots have passed since", state({ slot: 60 })],
  ])("does not count if %s", (_why, one) => {
    expect(isProposed(one, [OWN], NODE_START)).toBe(false);
  });
});

describe("the reason why there is none", () => {
  const first = state({ slot: 50, checkpoint: null });
  it.each<[string, RollupState]>([
    ["the L1 has no new blocks: it is still in slot 50", first],
    [`${OWN} is not in the validator set`, state({ slot: 66, checkpoint: null, validating: [] })],
    ["the node proposed nothing in the slots 50 to 66", state({ slot: 66, checkpoint: null })],
    [
      `the checkpoints since slot 50 are by ${OTHER}`,
      state({ slot: 66, checkpoint: { number: 9, slot: 65, time: 0, proposer: OTHER } }),
    ],
  ])("%s", (reason, last) => {
    expect(reasonFor(first, last, [OWN])).toBe(reason);
  });
});

describe("the query for the block of a checkpoint", () => {
  it.each([
    ["4.1.2", "node_getL2Tips"],
    ["4.4.0-rc.1", "node_getL2Tips"],
    ["5.0.0", "aztec_getChainTips"],
    ["6.0.0-rc.1", "aztec_getChainTips"],
  ])("calls the method of release %s", (release, method) => {
    expect(tipsMethod(release)).toBe(method);
  });

  it("returns the last checkpointed block, and nothing for an error, another value or no answer", () => {
    const checkpointed = { block: { number: 7, hash: "0x" }, checkpoint: { number: 3, hash: "0x" } };
    expect(checkpointedTip({ result: { checkpointed } })).toEqual({
      block: { number: 7 },
      checkpoint: { number: 3 },
    });
    expect(checkpointedTip({ refused: "Method not found", hasNoMethod: true })).toBeUndefined();
    expect(checkpointedTip({ result: "{not JSON" })).toBeUndefined();
    expect(checkpointedTip({ silent: "does not answer: ECONNREFUSED" })).toBeUndefined();
  });
});

it("a slot is described by its place in the epoch", () => {
  expect(slotText(state())).toBe("slot 58, 3 of 4 in epoch 14");
});

it("the summary shows the proposal below the node", () => {
  const outputs = { nodeVersion: "4.1.2", chain: { network: "local" }, volume: "data", imageDigest: "sha256:1" };
  const shown = summary("dev", outputs, { kind: "proposed", checkpoint: { block: 1, slot: 57, checkpoint: 1 } });
  expect(shown.split("\n").slice(1, 3)).toEqual([
    "  node       Aztec 4.1.2, ready",
    "  validator  proposed block 1 in slot 57, checkpoint 1 on L1",
  ]);
});
