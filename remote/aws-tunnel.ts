/** The way to an instance without an open port. Pure. */

/** The place of a stack on AWS, and who acts. */
export interface AwsAccount {
  readonly region?: string | undefined;
  /** @default as `aws` chooses */
  readonly profile?: string | undefined;
}

/** Returns the first words of each command for an account. No word needs quotes. */
export function awsCommand({ region, profile }: AwsAccount): string[] {
  return ["aws", ...(region ? ["--region", region] : []), ...(profile ? ["--profile", profile] : [])];
}

/**
 * Returns SSH's proxy command through an EC2 Instance Connect Endpoint, to the instance that has the address now.
 *
 * SSH passes it to the operator's own shell. So everything that a shell could read is in single quotes, which all shells
 * read alike, and `sh` runs it: zsh would take `[]` for a pattern, and fish before 3.4 has no `$(…)`.
 */
export function tunnel(account: AwsAccount): string {
  const aws = awsCommand(account).join(" ");
  const filter = "--filters Name=ip-address,Values=%h Name=instance-state-name,Values=running";
  const find = `${aws} ec2 describe-instances ${filter} --query "Reservations[].Instances[].InstanceId" --output text`;
  return `sh -c 'id=$(${find}) && exec ${aws} ec2-instance-connect open-tunnel --instance-id "$id"'`;
}
