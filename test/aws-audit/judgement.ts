/** Decides which findings of an auditor have a stated reason. Pure. */
import { OF_THE_ACCOUNT, OF_THE_STACK } from "../../generate/aws-audit";
import type { Finding } from "./prowler";

/** What the emulator has and no account would. */
const OF_THE_EMULATOR: Readonly<Record<string, string>> = {
  ec2_ebs_snapshots_encrypted: "it lists the snapshots of AWS's public images as the account's own",
};

export interface Judgement {
  /** Findings of high severity without a reason. */
  readonly open: readonly Finding[];
  /** Names of checks with a reason that were reported. */
  readonly accepted: readonly string[];
}

/** @param ids of everything that the stack has on AWS */
export function judge(findings: readonly Finding[], ids: readonly string[]): Judgement {
  const high = findings.filter(({ severity }) => ["High", "Critical"].includes(severity));
  const isOurs = ({ resources }: Finding) => resources.some((arn) => ids.some((id) => arn.endsWith(`/${id}`)));
  const isAccepted = (finding: Finding) => {
    if (OF_THE_STACK.some(({ check }) => check === finding.check)) return true;
    if (isOurs(finding)) return false;
    return OF_THE_ACCOUNT.some(({ check }) => check === finding.check) || finding.check in OF_THE_EMULATOR;
  };
  const accepted = high.filter(isAccepted).map(({ check }) => check);
  return { open: high.filter((finding) => !isAccepted(finding)), accepted: [...new Set(accepted)].sort() };
}
