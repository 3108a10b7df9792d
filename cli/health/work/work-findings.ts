/** Findings on a validator's work: its attesters, their duties, rewards and votes. Pure. */
import type { Finding } from "../finding";
import type { ProbeResult } from "../probe/protocol";
import type { StackInfo } from "../stack-info";
import { attesterFindings, attestersSeen } from "./attesters";
import { chainState } from "./contracts";
import { earningsFindings } from "./earnings";
import { epochFinding } from "./epochs";

export function workFindings(stackInfo: StackInfo, answers: ProbeResult): Finding[] {
  const chain = chainState(answers.work);
  const stats = attestersSeen(stackInfo, answers).map((one) => one.stats);
  const lastSlot = answers.node?.stats?.value?.lastProcessedSlot;
  return [
    ...attesterFindings(stackInfo, answers),
    ...epochFinding(stats, chain?.epochSlots, lastSlot),
    ...earningsFindings(answers, stackInfo.settings),
  ];
}
