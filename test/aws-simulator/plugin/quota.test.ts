/** The quotas of the simulated account, by AWS's codes. */
import { expect, it } from "vitest";
import { QUOTAS } from "../../../remote/aws-account";
import { QUOTA, quotaOf } from "./quota";

it("has the quotas that the program asks for, by their codes", () => {
  expect([quotaOf("ec2", QUOTAS.vcpus), quotaOf("ec2", QUOTAS.addresses)]).toEqual([QUOTA.vcpus, QUOTA.addresses]);
});

it.each([
  ["ec2", "L-00000000"],
  ["ebs", QUOTAS.vcpus],
])("refuses a quota that %s does not have: %s", (service, code) => {
  expect(() => quotaOf(service, code)).toThrow("NoSuchResourceException: ");
});
