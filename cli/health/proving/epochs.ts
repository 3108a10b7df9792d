/** Epochs of the rollup contract, and how long a proof has. Pure. */
import type { ChainState } from "../work/contracts";

/** Epochs on the L1. */
export interface EpochsOnL1 {
  /** Number of the last checkpoint that is proven. */
  readonly proven: number;
  /** Its epoch; undefined if none is proven. */
  readonly provenEpoch: number | undefined;
  /** The first epoch without a proof that has a checkpoint. Slots are negative before their time. */
  readonly next:
    { readonly epoch: number; readonly slotsSinceEnd: number; readonly slotsToDeadline: number } | undefined;
}

/** Returns the epochs; undefined if the contract does not return their length. */
export function epochsOnL1(chain: ChainState): EpochsOnL1 | undefined {
  const { slot, proven, provenSlot, unprovenSlot, pending, isPrunable, epochSlots, proofEpochs } = chain;
  if (proven === undefined || !epochSlots) return undefined;
  const provenEpoch = proven === 0 || provenSlot === undefined ? undefined : Math.floor(provenSlot / epochSlots);
  const isProven = pending <= proven && !isPrunable;
  if (isProven || !unprovenSlot || proofEpochs === undefined) return { proven, provenEpoch, next: undefined };
  const epoch = Math.floor(unprovenSlot / epochSlots);
  const end = (epoch + 1) * epochSlots;
  // Source: `getProofSubmissionDeadlineEpoch` in @aztec/stdlib 4.1.2.
  const deadline = end + proofEpochs * epochSlots;
  return { proven, provenEpoch, next: { epoch, slotsSinceEnd: slot - end, slotsToDeadline: deadline - slot } };
}
