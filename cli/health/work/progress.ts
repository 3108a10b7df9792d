/** Whether a node's checkpoints go on with the chain's, and whether the chain goes on at all. Pure. */
import type { Finding, Severity } from "../finding";
import { formatCount, formatDuration } from "../../../terminal/format";
import type { ChainState } from "./contracts";

/** Checkpoints that a node may be behind the L1: one more is there every slot. */
const BEHIND = { warning: 1, failure: 5 };
/** Slots that a checkpoint may be on the L1 before the node has it: it is published within its slot. */
const WAITED = { warning: 2, failure: 5 };
/** Slots without a checkpoint before the chain is said to stand still: single proposers fail now and then. */
const STILL = 10;

/** How a node's checkpoints compare with the chain's. */
export interface Progress {
  /** How many it does not have. */
  readonly behind: number;
  /** Slots since the one of the first that it does not have; undefined where that is not known. */
  readonly waited: number | undefined;
  readonly severity: Severity;
}

/**
 * Compares a node's last checkpoint with the chain's. A count alone would not do: on a chain that stands still, or one
 * with its first checkpoint, a node that is stuck is one behind for ever.
 *
 * @param own number of the node's last checkpoint
 */
export function progress(own: number | undefined, chain: ChainState | undefined): Progress | undefined {
  if (own === undefined || !chain) return undefined;
  const behind = Math.max(0, chain.pending - own);
  if (behind === 0) return { behind, waited: undefined, severity: "ok" };
  const waited = chain.nextSlot === undefined ? undefined : Math.max(0, chain.slot - chain.nextSlot);
  const isOver = (bound: "warning" | "failure") =>
    behind > BEHIND[bound] || (waited !== undefined && waited >= WAITED[bound]);
  return { behind, waited, severity: isOver("failure") ? "failure" : isOver("warning") ? "warning" : "ok" };
}

/** Describes it, to go behind what the node says of itself. */
export function describeProgress({ behind, waited, severity }: Progress, chain: ChainState): string {
  if (severity === "ok") return "up to date with the L1";
  const count = `${formatCount(behind, "checkpoint")} behind the L1`;
  if (!waited) return count;
  return `${count}; the next one was published ${waited} slots (${formatDuration(waited * chain.slotSeconds)}) ago`;
}

/**
 * Says that the whole chain stands still: that is no fault of the node's, and it cannot do its work either.
 *
 * @returns nothing for a chain that goes on, has no attesters, or has no checkpoint yet
 */
export function standstill(chain: ChainState | undefined): Finding[] {
  if (!chain?.pendingSlot || chain.pending === 0 || chain.attesterCount === 0) return [];
  const since = chain.slot - chain.pendingSlot;
  if (since < STILL) return [];
  const time = formatDuration(since * chain.slotSeconds);
  const message = `no new checkpoint for ${since} slots (${time}): the whole chain has stalled`;
  return [{ check: "chain", severity: "warning", message }];
}
