/** What an auditor reports about a stack on AWS, and why it stays so. `make audit` compares it with what Prowler reports. */

/** A finding of high severity that stays, by the name of Prowler's check. */
interface Accepted {
  readonly check: string;
  readonly finding: string;
  readonly reason: string;
}

/** About what the stack makes. */
export const OF_THE_STACK: readonly Accepted[] = [
  {
    check: "ec2_securitygroup_allow_ingress_from_internet_to_any_port",
    finding: "A port is open to the internet",
    reason: "Peers reach the node on 40400, TCP and UDP. Nothing else is open to everyone",
  },
  {
    check: "ec2_instance_internet_facing_with_instance_profile",
    finding: "An instance with a public address has an instance profile",
    reason: "The profile's role has no policy, so it permits nothing",
  },
  {
    check: "iam_role_cross_service_confused_deputy_prevention",
    finding: "A role that a service of AWS assumes does not say for which account",
    reason: "EC2's role has no policy. That of the snapshots has only AWS's own policy for them",
  },
  {
    check: "ec2_ebs_volume_snapshots_exists",
    finding: "A volume has no snapshot",
    reason:
      "The system volume has nothing that cannot be made again. Snapshots of the data volume are a setting, `aws.dailySnapshots`, and the first one is made within a day",
  },
];

/** About what the account has anyway. */
export const OF_THE_ACCOUNT: readonly Accepted[] = [
  {
    check: "ec2_ebs_default_encryption",
    finding: "The account does not encrypt new volumes by default",
    reason: "The stack demands encryption of each of its volumes",
  },
  {
    check: "ec2_networkacl_allow_ingress_any_port",
    finding: "The network ACL of the default VPC lets everything in",
    reason: "The security group decides what reaches the instance",
  },
  {
    check: "ec2_securitygroup_default_restrict_traffic",
    finding: "The default security group of a VPC has rules",
    reason: "Nothing of the stack is in that group",
  },
];

/** Returns the generated part of docs/aws.md, before it is formatted. */
export function auditText(): string {
  const line = ({ check, finding, reason }: Accepted) => `- ${finding} (\`${check}\`). ${reason}.`;
  return `About the stack:

${OF_THE_STACK.map(line).join("\n")}

About the account, with or without a stack:

${OF_THE_ACCOUNT.map(line).join("\n")}
`;
}
