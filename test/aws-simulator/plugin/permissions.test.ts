/** The simulated AWS refuses what the policy of docs/aws.md does not allow. */
import { describe, expect, it } from "vitest";
import { operatorPolicy } from "../../../generate/aws-policy";
import { type Call, callsOf, refusal } from "./permissions";

const policy = operatorPolicy("eu-central-1");
const refusals = (calls: readonly Call[]) => calls.flatMap((call) => refusal(call, policy) ?? []);

describe("a request", () => {
  it("with tags and a role uses the actions that AWS checks for these", () => {
    const actions = (...args: Parameters<typeof callsOf>) => callsOf(...args).map(({ action }) => action);
    expect(actions("ec2", "CreateVolume", { TagSpecifications: [] })).toEqual(["ec2:CreateVolume", "ec2:CreateTags"]);
    expect(actions("iam", "CreateRole", { RoleName: "r", Tags: [] })).toEqual(["iam:CreateRole", "iam:TagRole"]);
    expect(actions("iam", "AddRoleToInstanceProfile", { InstanceProfileName: "p", RoleName: "r" })).toEqual([
      "iam:AddRoleToInstanceProfile",
      "iam:PassRole",
    ]);
  });

  it("that the policy allows is not refused", () => {
    expect(refusals(callsOf("ec2", "RunInstances", { TagSpecifications: [] }))).toEqual([]);
    expect(refusals(callsOf("ec2", "DescribeVolumes", {}))).toEqual([]);
    const pair = { InstanceProfileName: "host-profile-1a2b3c4", RoleName: "host-role-1a2b3c4" };
    expect(refusals(callsOf("iam", "AddRoleToInstanceProfile", pair))).toEqual([]);
  });

  it("for an action that the policy lacks gets AWS's error", () => {
    expect(refusals(callsOf("ec2", "DeleteVpc", {}))).toEqual([
      "UnauthorizedOperation: User: arn:aws:iam::123456789012:user/operator is not authorized to perform: ec2:DeleteVpc on resource: * because no identity-based policy allows the ec2:DeleteVpc action",
    ]);
  });

  it("for another role than the stack's gets AWS's error", () => {
    expect(refusals(callsOf("iam", "DeleteRole", { RoleName: "admin" }))).toEqual([
      "AccessDenied: User: arn:aws:iam::123456789012:user/operator is not authorized to perform: iam:DeleteRole on resource: arn:aws:iam::123456789012:role/admin because no identity-based policy allows the iam:DeleteRole action",
    ]);
    expect(
      refusals(callsOf("iam", "AddRoleToInstanceProfile", { InstanceProfileName: "host-profile-1", RoleName: "admin" }))
        .length,
    ).toBe(1);
  });
});
