/** Errors of AWS, in its words, with what they mean and how to go on. That `up` prints it: test/cloud/adopted. */
import { describe, expect, it } from "vitest";
import { acceptedConfig, configOf, onAws, testnet } from "../test/fixtures/stacks";
import { explainAwsError } from "./aws-errors";

const { aws: settings } = acceptedConfig(configOf({ ...onAws(testnet), "aws.profile": "validators" })).settings;
const explained = (error: string) => explainAwsError(error, { settings, stack: "aws" });

describe("an error", () => {
  it.each([
    [
      "InsufficientInstanceCapacity: We currently do not have sufficient c7i.4xlarge capacity in the Availability Zone you requested (eu-central-1a).",
      "pulumi config set --path aws.instanceType <type> --stack aws, then `up`",
    ],
    [
      "VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 5 allows",
      "aws --region eu-central-1 --profile validators service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A",
    ],
    ["AddressLimitExceeded: The maximum number of addresses has been reached.", "--quota-code L-0263D0A3"],
    ["PendingVerification: Your request for accessing resources in this region is being validated", "within minutes"],
    ["OptInRequired: You are not subscribed to this service.", "has not signed up"],
    [
      "UnauthorizedOperation: User: arn:aws:iam::1:user/o is not authorized to perform: ec2:RunInstances on resource: * with an explicit deny in a service control policy. Encoded authorization failure message: 4GIOH",
      "organization forbids it",
    ],
    [
      "UnauthorizedOperation: You are not authorized to perform this operation. Encoded authorization failure message: 4GIOH",
      "aws --region eu-central-1 --profile validators sts decode-authorization-message --query DecodedMessage --output text --encoded-message <text>",
    ],
    [
      "AccessDenied: User: arn:aws:iam::1:user/o is not authorized to perform: iam:CreateRole",
      '"Permissions" in docs/aws.md',
    ],
    ["RequestExpired: Request has expired.", "it continues"],
    [
      "VolumeModificationRateExceeded: You've reached the maximum modification rate",
      "ec2 describe-volumes-modifications",
    ],
    [
      "unexpected state 'terminated', wanted target 'running'. last error: Client.InternalError",
      "A customer's own key",
    ],
    ["InvalidPermission.Duplicate: the specified rule already exists", "adopted group"],
  ])("%s", (error, words) => {
    expect(explained(`creating EC2 Instance: operation error EC2, api error ${error}`)).toContain(words);
  });

  it("that says enough itself is left to AWS's words", () => {
    expect(explained("api error InvalidParameterValue: Invalid value 'x' for InstanceType.")).toBeUndefined();
  });
});
