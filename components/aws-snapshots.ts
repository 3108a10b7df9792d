import { LifecyclePolicy } from "@pulumi/aws/dlm/lifecyclePolicy";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import type * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../settings/aws/regions";

/** The tag by which the policy finds the data volume. The system volume, which holds the keys, has the stack's tag only. */
export const SNAPSHOT_TAG = "aztec-validator-snapshots";

export interface DailySnapshotsArgs {
  /** Value of the tag, on no other stack's volume. */
  readonly stack: string;
  readonly region: string;
  /** Number of snapshots to keep. */
  readonly keep: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Registers a policy of AWS's Data Lifecycle Manager, which makes and deletes the snapshots, and the role that it acts by. */
export function dailySnapshots(
  name: string,
  args: DailySnapshotsArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { stack, keep, tags } = args;
  const { role, attachment } = snapshotRole(name, args, opts);
  const rules = {
    createRule: { interval: 24, intervalUnit: "HOURS", times: "03:00" },
    retainRule: { count: keep },
    copyTags: true,
  };
  const policy = new LifecyclePolicy(
    `${name}-snapshots`,
    {
      // AWS allows letters, digits, blanks and hyphens only.
      description: "Daily snapshots of the data of an Aztec validator",
      executionRoleArn: role.arn,
      policyDetails: {
        resourceTypes: ["VOLUME"],
        targetTags: { [SNAPSHOT_TAG]: stack },
        schedules: [{ name: "daily", ...rules }],
      },
      tags,
    },
    opts,
  );
  return [policy, attachment];
}

/** Returns a role with AWS's own policy for this service, and no other right. */
function snapshotRole(name: string, { region, tags }: DailySnapshotsArgs, opts: pulumi.CustomResourceOptions) {
  const principal = { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "dlm.amazonaws.com" } };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [principal] });
  const description = "Daily snapshots of an Aztec validator";
  // Its name begins like that of the instance's role, so the operator's rights cover both.
  const role = new Role(`${name}-role-snapshots`, { assumeRolePolicy, description, tags }, opts);
  const policyArn = `arn:${partitionOf(region)}:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole`;
  const attachment = new RolePolicyAttachment(`${name}-role-snapshots`, { role: role.name, policyArn }, opts);
  return { role, attachment };
}
