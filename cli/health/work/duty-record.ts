/** The record that a node keeps of duties (its sentinel): without it, a missed duty is not seen. Pure. */
import { isPublic } from "../../../settings/network/networks";
import { setCommand } from "../../../settings/commands";
import { formatCount } from "../../../terminal/format";
import type { Severity } from "../finding";
import type { StackInfo } from "../stack-info";
import type { NodeAnswers } from "../probe/protocol";
import type { ChainState } from "./contracts";

/** Slots and seconds by which a record may be behind the chain. The node writes it some slots later. */
const LATE = { slots: 10, seconds: 600 };

/** Why a node's record says nothing about the present duties. */
export interface RecordGap {
  readonly severity: Severity;
  /** A clause without a subject. */
  readonly message: string;
  readonly remedy?: string | undefined;
}

/**
 * Finds out whether the record is there and up to date.
 *
 * @returns undefined if it is, or the node's release has none
 */
export function recordGap(
  answers: NodeAnswers | undefined,
  { settings, stack }: Pick<StackInfo, "settings" | "stack">,
  chain: ChainState | undefined,
): RecordGap | undefined {
  const answer = answers?.stats;
  if (!answer) return undefined;
  const { value, error } = answer;
  if (!value) return unknown(`the node does not report them: ${error ?? "its answer has another form"}`);
  const { stats, initialSlot, lastProcessedSlot = initialSlot } = value;
  if (lastProcessedSlot === undefined) {
    if (Object.keys(stats).length > 0) return undefined;
    const isUnusual = settings !== undefined && isPublic(settings);
    return {
      severity: isUnusual ? "warning" : "ok",
      message: "its duties are not recorded: the node's sentinel is off",
      remedy: isUnusual ? setCommand("sentinelEnabled", "true", stack) : undefined,
    };
  }
  const late = chain ? chain.slot - lastProcessedSlot : 0;
  if (!chain || late <= LATE.slots || late * chain.slotSeconds <= LATE.seconds) return undefined;
  return unknown(`the node's record of them ends ${formatCount(late, "slot")} ago, at slot ${lastProcessedSlot}`);
}

/** Reports a record of one attester that cannot be read. */
export const UNREADABLE: RecordGap = unknown("the node's record of them has another form");

function unknown(why: string): RecordGap {
  return { severity: "unknown", message: `its present duties are unknown: ${why}` };
}
