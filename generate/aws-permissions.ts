/**
 * The actions of AWS's API that a stack on AWS needs. The policy in docs/aws.md consists of them. The simulated AWS refuses
 * every other action, and test/cloud/aws.test.ts compares what it was called for with this table.
 *
 * Source of a resource's actions: the Go source of the provider behind `@pulumi/aws`, for the properties that components/
 * sets. An action on tags of a new object is one of its creation.
 */

/** Something that needs actions. */
interface Need {
  /** What the actions are for, in the words of the table in docs/aws.md. */
  readonly what: string;
  /** Modules of `@pulumi/aws`. A unit test compares them with what components/ imports. */
  readonly modules?: readonly string[];
  /** Commands of AWS's command line. A unit test compares them with those in the sources and in the documentation. */
  readonly commands?: readonly string[];
  readonly actions: readonly string[];
}

const TAGS = ["ec2:CreateTags", "ec2:DeleteTags"];
const READ = "ec2:Describe*";

export const NEEDS: readonly Need[] = [
  {
    what: "Login",
    modules: ["provider"],
    commands: ["sts get-caller-identity"],
    actions: [],
  },
  {
    what: "Quotas, zones and Debian's image, before anything is made",
    modules: [
      "ebs/getEbsVolumes",
      "ebs/getVolume",
      "ec2/getElasticIp",
      "ec2/getInstanceTypeOfferings",
      "ec2/getSubnet",
      "ec2/getSubnets",
      "ssm/getParameter",
    ],
    commands: [
      "ec2 describe-addresses",
      "ec2 describe-instance-type-offerings",
      "ec2 describe-instances",
      "service-quotas get-service-quota",
    ],
    actions: [READ, "servicequotas:GetServiceQuota", "ssm:GetParameter"],
  },
  {
    what: "Elastic IP",
    modules: ["ec2/eip", "ec2/eipAssociation"],
    actions: [
      "ec2:AllocateAddress",
      "ec2:AssociateAddress",
      "ec2:DisassociateAddress",
      "ec2:ReleaseAddress",
      READ,
      ...TAGS,
    ],
  },
  {
    what: "Data volume. The instance stops before the volume is detached",
    modules: ["ebs/volume", "ec2/volumeAttachment"],
    actions: [
      "ec2:AttachVolume",
      "ec2:CreateVolume",
      "ec2:DeleteVolume",
      "ec2:DetachVolume",
      "ec2:ModifyVolume",
      "ec2:StopInstances",
      READ,
      ...TAGS,
    ],
  },
  {
    what: "Instance",
    modules: ["ec2/instance"],
    actions: [
      "ec2:ModifyInstanceAttribute",
      "ec2:ModifyInstanceMetadataOptions",
      "ec2:RunInstances",
      "ec2:StartInstances",
      "ec2:StopInstances",
      "ec2:TerminateInstances",
      // Its system volume, when `aws.rootGb` grows.
      "ec2:ModifyVolume",
      READ,
      ...TAGS,
    ],
  },
  {
    what: "Instance whose groups, profile or recovery somebody changed by hand",
    actions: [
      "ec2:AssociateIamInstanceProfile",
      "ec2:DisassociateIamInstanceProfile",
      "ec2:ModifyInstanceMaintenanceOptions",
      "ec2:ModifyNetworkInterfaceAttribute",
      "ec2:ReplaceIamInstanceProfileAssociation",
    ],
  },
  {
    what: "Security groups",
    modules: ["ec2/securityGroup", "vpc/securityGroupEgressRule", "vpc/securityGroupIngressRule"],
    actions: [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateSecurityGroup",
      "ec2:DeleteSecurityGroup",
      "ec2:ModifySecurityGroupRules",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
      READ,
      ...TAGS,
    ],
  },
  {
    what: "EC2 Instance Connect Endpoint, if the stack makes one. The first of an account also makes AWS's role for it",
    modules: ["ec2transitgateway/instanceConnectEndpoint"],
    // Who else uses it, before it is removed.
    commands: ["ec2 describe-security-groups"],
    actions: [
      "ec2:CreateInstanceConnectEndpoint",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteInstanceConnectEndpoint",
      "iam:CreateServiceLinkedRole",
      READ,
      ...TAGS,
    ],
  },
  {
    what: "SSH through the endpoint",
    commands: ["ec2-instance-connect open-tunnel"],
    actions: [READ, "ec2-instance-connect:OpenTunnel"],
  },
  {
    what: "Role without a policy, and the profile that gives it to the instance",
    modules: ["iam/instanceProfile", "iam/role"],
    actions: [
      "iam:AddRoleToInstanceProfile",
      "iam:CreateInstanceProfile",
      "iam:CreateRole",
      "iam:DeleteInstanceProfile",
      "iam:DeleteRole",
      "iam:GetInstanceProfile",
      "iam:GetRole",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:PassRole",
      "iam:RemoveRoleFromInstanceProfile",
      "iam:TagInstanceProfile",
      "iam:TagRole",
      "iam:UntagInstanceProfile",
      "iam:UntagRole",
    ],
  },
  {
    what: "Daily snapshots, and the role by which AWS makes them",
    modules: ["dlm/lifecyclePolicy", "iam/rolePolicyAttachment"],
    actions: [
      "dlm:CreateLifecyclePolicy",
      "dlm:DeleteLifecyclePolicy",
      "dlm:GetLifecyclePolicy",
      "dlm:TagResource",
      "dlm:UntagResource",
      "dlm:UpdateLifecyclePolicy",
      "iam:AttachRolePolicy",
      "iam:DetachRolePolicy",
    ],
  },
  {
    what: "Role that somebody changed by hand",
    actions: ["iam:UpdateAssumeRolePolicy", "iam:UpdateRoleDescription"],
  },
  {
    what: "Commands for you to run, of messages and of this guide",
    commands: [
      "ec2 create-snapshot",
      "ec2 delete-snapshot",
      "ec2 describe-volumes-modifications",
      "ec2 get-console-output",
      "service-quotas request-service-quota-increase",
      "sts decode-authorization-message",
    ],
    actions: [
      "ec2:CreateSnapshot",
      "ec2:DeleteSnapshot",
      "ec2:GetConsoleOutput",
      READ,
      "servicequotas:RequestServiceQuotaIncrease",
      "sts:DecodeAuthorizationMessage",
    ],
  },
];

const BY_HAND = "only after a change by hand that the simulated AWS does not report";
const BY_OPERATOR = "the operator runs it, no test";

/** Reasons why the whole life of a stack on the simulated AWS never calls an action. */
export const UNCALLED: Readonly<Record<string, string>> = {
  "dlm:UntagResource": "the simulated AWS has no tags of a lifecycle policy",
  "ec2:AssociateIamInstanceProfile": BY_HAND,
  "ec2:CreateSnapshot": BY_OPERATOR,
  "ec2:DeleteSnapshot": BY_OPERATOR,
  "ec2:DetachVolume": "an instance that ends releases its volume; only a state of an earlier program detaches it",
  "ec2:DisassociateIamInstanceProfile": BY_HAND,
  "ec2:GetConsoleOutput": BY_OPERATOR,
  "ec2:ModifyInstanceMaintenanceOptions": BY_HAND,
  "ec2:ReplaceIamInstanceProfileAssociation": BY_HAND,
  "iam:UpdateAssumeRolePolicy": BY_HAND,
  "iam:UpdateRoleDescription": BY_HAND,
  "servicequotas:RequestServiceQuotaIncrease": BY_OPERATOR,
  "sts:DecodeAuthorizationMessage": BY_OPERATOR,
};

/** Returns all actions, sorted, each once. */
export function allActions(): string[] {
  return [...new Set(NEEDS.flatMap(({ actions }) => actions))].sort();
}

/** Returns the action that a command of AWS's command line calls: `ec2 describe-instances` is `ec2:DescribeInstances`. */
export function actionOf(command: string): string {
  const [service = "", operation = ""] = command.split(" ");
  const words = operation.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${service.replace(/^service-quotas$/, "servicequotas")}:${words.join("")}`;
}

/** Returns whether an action is one of a list, which may contain `*`. */
export function isAmong(action: string, list: readonly string[]): boolean {
  return list.some((one) => new RegExp(`^${one.replaceAll("*", ".*")}$`).test(action));
}
