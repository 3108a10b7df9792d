/** Findings on a validator's work: its attesters, their duties, rewards and votes. Pure. */
import type { Finding } from "../finding";
import type { Observation } from "../observe";
import type { ProbeResult } from "../probe/protocol";
import { attesterFindings, attestersSeen } from "./attesters";
import { chainState } from "./contracts";
import { earningsFindings } from "./earnings";
import { epochFinding } from "./epochs";
import { nextDutyFinding } from "./next-duty";

export function workFindings({ stackInfo, schedule, now }: Observation, answers: ProbeResult): Finding[] {
  const chain = chainState(answers.work);
  const stats = attestersSeen(stackInfo, answers).map((one) => one.stats);
  const lastSlot = answers.node?.stats?.value?.lastProcessedSlot;
  return [
    ...attesterFindings(stackInfo, answers),
    ...epochFinding(stats, chain?.epochSlots, lastSlot),
    ...nextDutyFinding(schedule, now),
    ...earningsFindings(answers, stackInfo.settings),
  ];
}
