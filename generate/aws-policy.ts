/** The IAM policy of docs/aws.md, and the table that says what its actions are for. Pure. */
import { allActions, NEEDS } from "./aws-permissions";

interface Statement {
  readonly Effect: "Allow";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, string | readonly string[]>> };
}

export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const ROLE = "arn:aws:iam::*:role/host-role-*";
/** AWS's own policy for the service that makes the snapshots. */
const SNAPSHOT_POLICY = "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole";
const PROFILE = "arn:aws:iam::*:instance-profile/host-profile-*";

/** Returns the policy of an operator. Names of roles and profiles are those that Pulumi generates. */
export function operatorPolicy(region: string): Policy {
  const inRegion = { StringEquals: { "aws:RequestedRegion": region } };
  const actions = allActions();
  const roles = actions.filter((action) => action.startsWith("iam:"));
  const attachments = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"];
  const special = ["iam:CreateServiceLinkedRole", "iam:PassRole", ...attachments];
  const passed = { StringEquals: { "iam:PassedToService": ["dlm.amazonaws.com", "ec2.amazonaws.com"] } };
  // Whoever may attach any policy to a role may do everything by it.
  const onlySnapshots = { StringEquals: { "iam:PolicyARN": SNAPSHOT_POLICY } };
  return {
    Version: "2012-10-17",
    Statement: [
      allow(
        actions.filter((action) => !roles.includes(action)),
        "*",
        inRegion,
      ),
      allow(
        roles.filter((action) => !special.includes(action)),
        [ROLE, PROFILE],
      ),
      allow(attachments, ROLE, onlySnapshots),
      allow("iam:PassRole", ROLE, passed),
      allow(
        "iam:CreateServiceLinkedRole",
        ["ec2-instance-connect", "servicequotas"].map(
          (of) => `arn:aws:iam::*:role/aws-service-role/${of}.amazonaws.com/*`,
        ),
      ),
    ],
  };
}

/** Returns what the policy lacks if volumes are encrypted with a customer's own key: EC2 uses it for the operator. */
function ownKeyPolicy(region: string): Policy {
  const throughEc2 = { StringEquals: { "kms:ViaService": `ec2.${region}.amazonaws.com` } };
  const actions = ["CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt*"];
  const key = `arn:aws:kms:${region}:<account>:key/<id>`;
  const named = actions.map((action) => `kms:${action}`);
  return { Version: "2012-10-17", Statement: [allow(named, key, throughEc2)] };
}

function allow(
  Action: Statement["Action"],
  Resource: Statement["Resource"],
  Condition?: Statement["Condition"],
): Statement {
  return Condition ? { Effect: "Allow", Action, Resource, Condition } : { Effect: "Allow", Action, Resource };
}

/** Actions that almost everything needs. */
const COMMON = ["ec2:CreateTags", "ec2:DeleteTags", "ec2:Describe*"];

/** Returns the generated part of docs/aws.md, before it is formatted. */
export function permissionsText(): string {
  const region = "eu-central-1";
  return `${fenced(operatorPolicy(region))}
What the actions are for:

- Everything below: ${named(COMMON)}
${NEEDS.flatMap(line).join("\n")}

**A customer's own key.** AWS's own key for volumes needs nothing more. If the account encrypts volumes with your own key by
default, the operator needs that key too, through EC2 only. Without it, the instance ends right after its start, with
\`Client.InternalError\`.

${fenced(ownKeyPolicy(region))}`;
}

function line({ what, actions }: (typeof NEEDS)[number]): string[] {
  const own = actions.filter((action) => !COMMON.includes(action));
  return own.length === 0 ? [] : [`- ${what}: ${named(own)}`];
}

const named = (actions: readonly string[]) => actions.map((action) => `\`${action}\``).join(", ");

/** Returns a code block; each condition is one line. */
function fenced(policy: Policy): string {
  const text = JSON.stringify(policy, undefined, 2);
  const condition = /\{\s+"StringEquals": \{\s+("[^"]+": (?:"[^"]+"|\[[^\]]*\]))\s+\}\s+\}/g;
  return `\`\`\`json\n${text.replaceAll(condition, '{ "StringEquals": { $1 } }')}\n\`\`\`\n`;
}
