/**
 * Answers of a real rollup contract of release 4.1.2, as a real node's container got them: its beacon server had no
 * blobs,
 * so that the node stayed before the first checkpoint for 7 slots of 12 seconds.
 */
import { describe, expect, it } from "vitest";
import { describeProgress, progress } from "./progress";
import { attesterView, chainState, workSchema } from "./contracts";
import answers from "../../../test/golden/work-4.1.2.json";

const ATTESTER = "0xAe72A48c1a36bd18Af168541c53037965d26e4A8";
const E18 = 10n ** 18n;
const work = workSchema.parse({ chain: { value: answers }, blobs: [], nodeCheckpoint: 0 });

describe("the answers of a real contract", () => {
  const chain = chainState(work);

  it("contain the state of its chain", () => {
    expect(chain).toEqual({
      pending: 1,
      isPrunable: false,
      pendingSlot: 444,
      nextSlot: 444,
      slot: 451,
      slotSeconds: 12,
      attesterCount: 1,
      queue: { length: 0, perEpoch: 48, searched: 0 },
      proven: 0,
      stake: 100n * E18,
      leastStake: 98n * E18,
    });
  });

  it("contain an attester's state and stake", () => {
    expect(attesterView(work, ATTESTER)).toEqual({ state: "validating", stake: 100n * E18 });
  });

  it("show a node that is stuck one checkpoint behind", () => {
    const is = progress(work.nodeCheckpoint, chain);
    expect(is).toEqual({ behind: 1, waited: 7, severity: "failure" });
    const text = is && chain && describeProgress(is, chain);
    expect(text).toBe("1 checkpoint behind the L1; the next one was published 7 slots (84 s) ago");
  });
});
