/** What others do with a stack's EC2 Instance Connect Endpoint, and a log that is followed through it. */
import { expect } from "vitest";
import type { OwnStack } from "../engine/own-stack";
import { boto } from "../aws-simulator/ec2/boto";
import { withEnvironment } from "./cloud-stack";

/** Follows the node's log until as many tunnels have been closed. @returns the lines */
export async function followedOverTunnels(stack: OwnStack, closed: number): Promise<string[]> {
  const { run } = await withEnvironment("AZTEC_VALIDATOR_CLOUD_TUNNEL_SECONDS", "6", () =>
    Promise.resolve({ run: stack.startCli(["logs", "--tail", "50", "--stack", stack.name]) }),
  );
  const seen = { notes: 0, linesAfter: 0 };
  await new Promise<void>((resolve) => {
    run.stderr?.on("data", (text: Buffer) => {
      seen.notes += text.toString().split("the log continues").length - 1;
    });
    run.stdout?.on("data", () => {
      if (seen.notes >= closed) seen.linesAfter += 1;
      if (seen.linesAfter > 1) resolve();
    });
    void run.then(() => {
      resolve();
    });
  });
  if (run.pid !== undefined) process.kill(-run.pid, "SIGINT");
  const { stdout, all } = await run;
  expect(seen.notes, all).toBeGreaterThanOrEqual(closed);
  return stdout.split("\n");
}

/** Lets the stack's endpoint reach another stack. @returns that stack's security group */
export async function useEndpoint(other: string): Promise<string> {
  const own =
    "[g['GroupId'] for g in ec2.describe_security_groups()['SecurityGroups'] if 'endpoint' in g['GroupName']][0]";
  const tags = `[{'ResourceType': 'security-group', 'Tags': [{'Key': 'aztec-validator', 'Value': '${other}'}]}]`;
  const made = `ec2.create_security_group(GroupName='other', Description='other', TagSpecifications=${tags})['GroupId']`;
  const permission = `{'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'UserIdGroupPairs': [{'GroupId': ${own}}]}`;
  const allow = `ec2.authorize_security_group_ingress(GroupId=g, IpPermissions=[${permission}])['Return']`;
  const [id] = (await boto(`[[g, ${allow}] for g in [${made}]][0]`)) as [string, boolean];
  return id;
}
