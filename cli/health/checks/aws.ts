/** Checks the AWS account before the first `up`, and when the instance does not answer. */
import { lookScript, readLook } from "../../../remote/aws-account";
import { type AwsJudgement, judgeLook, lostText } from "../../../remote/aws-judgement";
import { runCommand } from "../../../remote/command";
import { PROJECT_NAME } from "../../../pulumi/dev-stack";
import type { Settings } from "../../../settings/schema";
import type { Finding } from "../finding";

/** Looks at the account as `up` does. @param timeout in milliseconds */
export async function lookAtAws({ aws }: Settings, stack: string, timeout: number): Promise<AwsJudgement> {
  const { text, code } = await runCommand(["sh", "-c", lookScript(aws)], timeout);
  return judgeLook(readLook(text, code), aws, `${PROJECT_NAME}/${stack}`);
}

/** Returns findings: the account, and problems that `up` would have with it. */
export function awsFindings({ who, problems, unknown, lost, ending }: AwsJudgement): Finding[] {
  const check = "AWS";
  return [
    ...(who ? [{ check, severity: "ok", message: who } as const] : []),
    ...(lost === undefined ? [] : [{ check, severity: "warning", message: lostText(lost) } as const]),
    ...(ending ? [{ check, severity: "warning", ...ending } as const] : []),
    ...problems.map((problem) => ({ check, severity: "failure", ...problem }) as const),
    ...unknown.map((message) => ({ check, severity: "unknown", message }) as const),
  ];
}

/** Judges an instance that does not answer: AWS or a person may have stopped or removed it. */
export function unansweringFindings(aws: AwsJudgement | undefined, upCommand: string): Finding[] {
  if (!aws) return [];
  const common = { check: "AWS", severity: "failure" } as const;
  const lost = aws.lost === undefined ? [] : [{ ...common, message: lostText(aws.lost), remedy: upCommand }];
  return [
    ...lost,
    ...[...aws.problems, ...(aws.ending ? [aws.ending] : [])].map((problem) => ({ ...common, ...problem })),
  ];
}
