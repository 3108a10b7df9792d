/** What is found out about an AWS account before anything is made. */
import { describe, expect, it } from "vitest";
import type { FakeAws } from "../test/fakes/fake-aws";
import { instance, judged, quota, running, SNAPSHOT, STACK } from "../test/fakes/judged-account";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();
const snapshot = (values: object) => ({
  "ec2 describe-snapshots": { Snapshots: [{ State: "completed", Progress: "100%", VolumeSize: 500, ...values }] },
});
const AMI = "ami-0123456789abcdef0";
const ssh = { "aws.access": "ssh", "aws.sshSources": ["198.51.100.7/32"] };

describe("the account", () => {
  it("is named, with its region and who acts", () => {
    expect(judged(folder, {})).toEqual({
      who: "account 111122223333, region eu-central-1, as arn:aws:iam::111122223333:user/operator",
      account: "111122223333",
      ending: undefined,
      lost: undefined,
      problems: [],
      unknown: [],
    });
  });

  it("with enough vCPUs for the instance has no problem; vCPUs of other families, of Spot and of stopped instances do not count", () => {
    const stopped = instance("c7i.8xlarge", 16, "another/stack", "stopped");
    const spot = { ...instance("c7i.8xlarge", 16), InstanceLifecycle: "spot" };
    expect(judged(folder, { ...quota(16), ...running(instance("p5.48xlarge", 96), spot, stopped) }).problems).toEqual(
      [],
    );
  });

  it("needs no quota for what the stack has already", () => {
    const Addresses = Array.from({ length: 5 }, () => ({ Tags: [{ Key: "aztec-validator", Value: STACK }] }));
    const taken = {
      ...quota(5),
      ...running(instance("c7i.4xlarge", 8, STACK)),
      "ec2 describe-addresses": { Addresses },
    };
    expect(judged(folder, taken).problems).toEqual([]);
  });

  it("with enough vCPUs for another type in place of the stack's own has no problem", () => {
    const both = running(instance("m7i.8xlarge", 16), instance("c7i.8xlarge", 16, STACK));
    expect(judged(folder, { ...quota(64), ...both }, { "aws.instanceType": "m7i.8xlarge" }).problems).toEqual([]);
  });

  it("with the operator's image for the type's architecture has no problem; an unknown image is only reported", () => {
    const image = (Architecture: string) => ({ "ec2 describe-images": { Images: [{ Architecture }] } });
    const own = { "aws.amiId": AMI };
    expect(judged(folder, image("x86_64"), own)).toMatchObject({ problems: [], unknown: [] });
    const arm = { ...own, "aws.instanceType": "c7g.4xlarge" };
    expect(judged(folder, image("arm64"), arm)).toMatchObject({ problems: [], unknown: [] });
    const denied = "An error occurred (UnauthorizedOperation) when calling the DescribeImages operation: no";
    expect(judged(folder, { "ec2 describe-images": denied }, own)).toMatchObject({
      problems: [],
      unknown: [`the image ${AMI} (aws.amiId) is unknown: ${denied}`],
    });
  });

  it("whose quotas may not be read is checked no further, and says so", () => {
    const denied =
      "An error occurred (AccessDeniedException) when calling the GetServiceQuota operation: not authorized";
    const { problems, unknown } = judged(folder, { "service-quotas get-service-quota": denied });
    expect(problems).toEqual([]);
    expect(unknown).toEqual([
      `the quota of vCPUs is unknown: ${denied}`,
      `the quota of addresses is unknown: ${denied}`,
    ]);
  });
});

describe("before anything is made, it is a problem", () => {
  const INSTALL = "install version 2.12 or newer (Debian 12's package is older): https://docs.aws.amazon.com";
  it.each<[string, FakeAws | undefined, Readonly<Record<string, unknown>>, string, string]>([
    ["that AWS's command line is missing", undefined, {}, "AWS's command line is not installed", INSTALL],
    [
      "that Debian 12's cannot open the tunnel",
      { version: "aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0 source/x86_64.debian.12" },
      {},
      "AWS's command line is of version 2.9.19",
      INSTALL,
    ],
    [
      "that there are no credentials",
      {
        "sts get-caller-identity":
          '\nUnable to locate credentials. You can configure credentials by running "aws configure".',
      },
      { "aws.profile": "validators" },
      "AWS accepts no credentials of the profile validators: Unable to locate credentials.",
      "aws sso login --profile validators or aws configure --profile validators, until this answers: aws sts get-caller-identity --profile validators",
    ],
    [
      "that a region is not enabled, which knows no key of the account",
      {
        "sts get-caller-identity":
          "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid",
      },
      { "aws.region": "me-south-1" },
      "AWS accepts no credentials in me-south-1, which an account has to enable first: An error occurred (InvalidClientTokenId)",
      "an administrator of the account enables it: aws account enable-region --region-name me-south-1; if it is enabled: aws sso login",
    ],
    [
      "that the quota of vCPUs is too small",
      { ...quota(32), ...running(instance("m7i.8xlarge", 12)) },
      {},
      "the account may run 32 vCPUs in eu-central-1, of which 24 are in use, and c7i.4xlarge needs 16",
      "aws --region eu-central-1 service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 40",
    ],
    [
      "that the quota is too small for the larger type of an instance that runs: it would be stopped, and stay so",
      { ...quota(32), ...running(instance("m7i.8xlarge", 4), instance("c7i.4xlarge", 8, STACK)) },
      { "aws.instanceType": "c7i.8xlarge" },
      "the account may run 32 vCPUs in eu-central-1, of which 8 are in use by other instances, and c7i.8xlarge needs 32: the instance of this stack would be stopped, and not started again",
      "aws --region eu-central-1 service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 40",
    ],
    [
      "that the operator's image is for another architecture than the instance type",
      { "ec2 describe-images": { Images: [{ Architecture: "x86_64" }] } },
      { "aws.amiId": AMI, "aws.instanceType": "c7g.4xlarge" },
      `aws.amiId is ${AMI}, an image for x86_64, and c7g.4xlarge runs arm64: AWS would refuse the instance`,
      "pulumi config set --path aws.amiId <image for arm64> --stack aws",
    ],
    [
      "that all addresses are in use",
      { ...quota(100), "ec2 describe-addresses": { Addresses: Array.from({ length: 100 }, () => ({})) } },
      {},
      "the account may have 100 Elastic IPs in eu-central-1, and has 100",
      "aws --region eu-central-1 service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 101",
    ],
    [
      "that the region lacks the instance type",
      { "ec2 describe-instance-type-offerings": { InstanceTypeOfferings: [] } },
      {},
      "eu-central-1 has no c7i.4xlarge",
      "pulumi config set --path aws.instanceType <type> --stack aws",
    ],
    [
      "that there is no such snapshot",
      {
        "ec2 describe-snapshots": `An error occurred (InvalidSnapshot.NotFound) when calling the DescribeSnapshots operation: The snapshot '${SNAPSHOT}' does not exist.`,
      },
      { "aws.dataSnapshotId": SNAPSHOT },
      `aws.dataSnapshotId is ${SNAPSHOT}, and eu-central-1 has no such snapshot for this account`,
      "aws --region eu-central-1 ec2 describe-snapshots --owner-ids self",
    ],
    [
      "that the snapshot is not complete",
      snapshot({ State: "pending", Progress: "37%" }),
      { "aws.dataSnapshotId": SNAPSHOT },
      `the snapshot ${SNAPSHOT} is not complete (pending, 37%)`,
      `aws --region eu-central-1 ec2 wait snapshot-completed --snapshot-ids ${SNAPSHOT}`,
    ],
    [
      "that the snapshot is larger than the new volume",
      snapshot({ VolumeSize: 1500 }),
      { "aws.dataSnapshotId": SNAPSHOT },
      `aws.dataGb is 1000, and the snapshot ${SNAPSHOT} is of a volume of 1500 GiB: a copy cannot be smaller`,
      "pulumi config set --path aws.dataGb 1500 --stack aws",
    ],
  ])("%s", (_what, answers, values, message, remedy) => {
    const { problems } = judged(folder, answers, values);
    expect(problems.map((one) => [one.message.slice(0, message.length), one.remedy.slice(0, remedy.length)])).toEqual([
      [message, remedy],
    ]);
  });
});

describe("without a tunnel", () => {
  it("an old command line will do, and a missing one is only reported", () => {
    expect(judged(folder, { version: "aws-cli/1.22.34 Python/3.10" }, ssh).problems).toEqual([]);
    expect(judged(folder, undefined, ssh)).toEqual({
      problems: [],
      unknown: ["AWS's command line is not installed, so the account was not checked"],
    });
  });
});
