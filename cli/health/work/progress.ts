/** Checks whether a node keeps up with the chain, and whether the chain itself progresses. Pure. */
import type { Finding, Severity } from "../finding";
import { formatCount, formatDuration } from "../../../terminal/format";
import type { ChainState } from "./contracts";

/** Checkpoints that a node may be behind the L1: every slot adds one. */
const BEHIND = { warning: 1, failure: 5 };
/** Slots after which the node should have a checkpoint: it is published within its slot. */
const WAITED = { warning: 2, failure: 5 };
/** Slots without a checkpoint after which the chain has stalled: single proposers fail now and then. */
const STILL = 10;

/** Distance of a node from the chain. */
export interface Progress {
  /** Checkpoints that the node does not have. */
  readonly behind: number;
  /** Slots since the first checkpoint that the node does not have; undefined if unknown. */
  readonly waited: number | undefined;
  readonly severity: Severity;
}

/**
 * Compares a node's last checkpoint with the chain's. A count alone is not enough: on a stalled
 * chain, or one with a single checkpoint, a stuck node stays one behind for ever.
 *
 * @param nodeCheckpoint number of the node's last checkpoint
 */
export function progress(nodeCheckpoint: number | undefined, chain: ChainState | undefined): Progress | undefined {
  if (nodeCheckpoint === undefined || !chain) return undefined;
  const behind = Math.max(0, chain.pending - nodeCheckpoint);
  if (behind === 0) return { behind, waited: undefined, severity: "ok" };
  const waited = chain.nextSlot === undefined ? undefined : Math.max(0, chain.slot - chain.nextSlot);
  const isOver = (bound: "warning" | "failure") =>
    behind > BEHIND[bound] || (waited !== undefined && waited >= WAITED[bound]);
  return { behind, waited, severity: isOver("failure") ? "failure" : isOver("warning") ? "warning" : "ok" };
}

/** Describes the distance, as a suffix of the node's blocks. */
export function describeProgress({ behind, waited, severity }: Progress, chain: ChainState): string {
  if (severity === "ok") return "up to date with the L1";
  const count = `${formatCount(behind, "checkpoint")} behind the L1`;
  if (!waited) return count;
  return `${count}; the next one was published ${waited} slots (${formatDuration(waited * chain.slotSeconds)}) ago`;
}

/**
 * Warns of a stalled chain: the node is not at fault, but cannot work either.
 *
 * @returns nothing for a chain that progresses, has no attesters, or has no checkpoint yet
 */
export function standstill(chain: ChainState | undefined): Finding[] {
  if (!chain?.pendingSlot || chain.attesterCount === 0) return [];
  const since = chain.slot - chain.pendingSlot;
  if (since < STILL) return [];
  const time = formatDuration(since * chain.slotSeconds);
  const message = `no new checkpoint for ${since} slots (${time}): the whole chain has stalled`;
  return [{ check: "chain", severity: "warning", message }];
}
