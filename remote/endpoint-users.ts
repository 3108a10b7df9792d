/** Finds out who reaches an instance through an EC2 Instance Connect Endpoint, by AWS's own command line. */
import { z } from "zod";
import { parseJson } from "../keys/json";
import { STACK_TAG } from "./aws-account";
import { awsCommand } from "./aws-tunnel";
import { execute } from "./command";
import { lastLine } from "./log-text";

/** An endpoint that a stack has made. */
export const ownedEndpoint = z.object({
  /** Region of the endpoint. */
  region: z.string(),
  /** Profile of AWS's command line. */
  profile: z.string().optional(),
  /** Its security group: a rule of each group that it reaches names this one. */
  groupId: z.string(),
  /** The stack that has made it, as in the tag of its resources: `<project>/<stack>`. */
  stack: z.string(),
});
export type OwnedEndpoint = z.output<typeof ownedEndpoint>;

const TIMEOUT = 60_000;

const answerSchema = z.object({
  SecurityGroups: z.array(
    z.object({
      GroupId: z.string(),
      GroupName: z.string().default(""),
      Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
    }),
  ),
});

/**
 * Returns the others that are reached through the endpoint, in words: a stack, or a security group of no stack.
 *
 * @throws with AWS's reason if that cannot be queried
 */
export async function otherUsers({ groupId, stack, ...account }: OwnedEndpoint): Promise<string[]> {
  const filter = ["--filters", `Name=ip-permission.group-id,Values=${groupId}`, "--output", "json"];
  const { code, stdout, stderr } = await execute(
    [...awsCommand(account), "ec2", "describe-security-groups", ...filter],
    TIMEOUT,
  );
  const answer = answerSchema.safeParse(code === 0 ? parseJson(stdout) : undefined);
  if (!answer.success) throw new Error(lastLine(stderr || stdout) || "AWS's command line gave no answer");
  const users = answer.data.SecurityGroups.flatMap(({ GroupId, GroupName, Tags }) => {
    const owner = Tags.find(({ Key }) => Key === STACK_TAG)?.Value;
    if (owner === stack || GroupId === groupId) return [];
    return owner === undefined ? `security group ${GroupId} (${GroupName})` : `stack ${owner}`;
  });
  return [...new Set(users)].sort();
}
