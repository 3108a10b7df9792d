/**
 * Refuses what the policy of docs/aws.md does not allow, as AWS does, and records what was called.
 *
 * It differs from AWS: the only resources that it distinguishes are roles and instance profiles, and it ignores conditions.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isAmong } from "../../../generate/aws-permissions";
import { operatorPolicy, type Policy } from "../../../generate/aws-policy";
import { cloudDir } from "../ec2/names";

/** A use of an action. */
export interface Call {
  readonly action: string;
  /** `*` if the action has none that the policy names. */
  readonly resource: string;
}

export const ACCOUNT = "arn:aws:iam::123456789012";
const POLICY = operatorPolicy(process.env.AWS_REGION ?? "eu-central-1");
/** The recorded actions of this lane, one on each line. */
const RECORD = cloudDir("calls");

/**
 * Returns the actions that AWS checks for a request. Tags on a new object and a role that is passed on have their own.
 *
 * @param operation of the API: `RunInstances`
 */
export function callsOf(service: string, operation: string, input: object): Call[] {
  const resource = resourceOf(input);
  const calls = [{ action: `${service}:${operation}`, resource }];
  if ("TagSpecifications" in input) calls.push({ action: "ec2:CreateTags", resource });
  if (operation === "CreateRole" && "Tags" in input) calls.push({ action: "iam:TagRole", resource });
  if (operation === "CreateInstanceProfile" && "Tags" in input)
    calls.push({ action: "iam:TagInstanceProfile", resource });
  if (operation === "AddRoleToInstanceProfile" && "RoleName" in input)
    calls.push({ action: "iam:PassRole", resource: `${ACCOUNT}:role/${String(input.RoleName)}` });
  return calls;
}

function resourceOf(input: object): string {
  if ("InstanceProfileName" in input) return `${ACCOUNT}:instance-profile/${String(input.InstanceProfileName)}`;
  return "RoleName" in input ? `${ACCOUNT}:role/${String(input.RoleName)}` : "*";
}

/** Returns AWS's error for a call that a policy does not allow. */
export function refusal({ action, resource }: Call, { Statement }: Policy): string | undefined {
  const isAllowed = Statement.some(
    ({ Action, Resource }) => isAmong(action, [Action].flat()) && isAmong(resource, [Resource].flat()),
  );
  if (isAllowed) return undefined;
  const code = action.startsWith("iam:") ? "AccessDenied" : "UnauthorizedOperation";
  return `${code}: User: ${ACCOUNT}:user/operator is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}

/** Records calls. @throws AWS's error if the policy allows one of them not */
export function permit(...calls: readonly Call[]): void {
  for (const call of calls) {
    const refused = refusal(call, POLICY);
    if (refused) throw new Error(refused);
    mkdirSync(path.dirname(RECORD), { recursive: true });
    appendFileSync(RECORD, `${call.action}\n`);
  }
}

/** Returns the actions of this lane since the simulated AWS was started. */
export function calledActions(): string[] {
  return existsSync(RECORD) ? [...new Set(readFileSync(RECORD, "utf8").trim().split("\n"))].sort() : [];
}
