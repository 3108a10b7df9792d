/** What is found out about an AWS account before anything is made: the real script, with an `aws` that answers. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type FakeAws, writeFakeAws } from "../test/fakes/fake-aws";
import { acceptedConfig, configOf, onAws, testnet } from "../test/fixtures/stacks";
import { lookScript, readLook } from "./aws-account";
import { judgeLook } from "./aws-judgement";
import { useFolder } from "../test/fixtures/folder";

const STACK = "aztec-validator/aws";

const folder = useFolder();

/** @param answers undefined: without the command line */
function judged(answers: FakeAws | undefined, values: Readonly<Record<string, unknown>> = {}) {
  const { aws } = acceptedConfig(configOf({ ...onAws(testnet), ...values })).settings;
  if (answers) writeFakeAws(folder.path, answers);
  const PATH = answers ? folder.searchPath : folder.at("no programs");
  const { stdout, status } = spawnSync("/bin/sh", ["-c", lookScript(aws)], {
    env: { PATH, TMPDIR: folder.path },
    encoding: "utf8",
  });
  return judgeLook(readLook(stdout, status ?? 1), aws, STACK);
}

const instance = (type: string, cores: number, tag = "another/stack", state = "running") => ({
  InstanceId: "i-1",
  State: { Name: state },
  InstanceType: type,
  CpuOptions: { CoreCount: cores, ThreadsPerCore: 2 },
  Tags: [{ Key: "aztec-validator", Value: tag }],
});
const running = (...all: unknown[]) => ({ "ec2 describe-instances": { Reservations: [{ Instances: all }] } });
const quota = (Value: number) => ({ "service-quotas get-service-quota": { Quota: { Value } } });
const snapshot = (values: object) => ({
  "ec2 describe-snapshots": { Snapshots: [{ State: "completed", Progress: "100%", VolumeSize: 500, ...values }] },
});
const ID = "snap-0123456789abcdef0";
const ssh = { "aws.access": "ssh", "aws.sshSources": ["198.51.100.7/32"] };

describe("the account", () => {
  it("is named, with its region and who acts", () => {
    expect(judged({})).toEqual({
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
    expect(judged({ ...quota(16), ...running(instance("p5.48xlarge", 96), spot, stopped) }).problems).toEqual([]);
  });

  it("needs no quota for what the stack has already", () => {
    const Addresses = Array.from({ length: 5 }, () => ({ Tags: [{ Key: "aztec-validator", Value: STACK }] }));
    const taken = {
      ...quota(5),
      ...running(instance("c7i.4xlarge", 8, STACK)),
      "ec2 describe-addresses": { Addresses },
    };
    expect(judged(taken).problems).toEqual([]);
  });

  it("whose quotas may not be read is checked no further, and says so", () => {
    const denied =
      "An error occurred (AccessDeniedException) when calling the GetServiceQuota operation: not authorized";
    const { problems, unknown } = judged({ "service-quotas get-service-quota": denied });
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
      "that the quota of vCPUs is too small",
      { ...quota(32), ...running(instance("m7i.8xlarge", 12)) },
      {},
      "the account may run 32 vCPUs in eu-central-1, of which 24 are in use, and c7i.4xlarge needs 16",
      "aws --region eu-central-1 service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 40",
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
        "ec2 describe-snapshots": `An error occurred (InvalidSnapshot.NotFound) when calling the DescribeSnapshots operation: The snapshot '${ID}' does not exist.`,
      },
      { "aws.dataSnapshotId": ID },
      `aws.dataSnapshotId is ${ID}, and eu-central-1 has no such snapshot for this account`,
      "aws --region eu-central-1 ec2 describe-snapshots --owner-ids self",
    ],
    [
      "that the snapshot is not complete",
      snapshot({ State: "pending", Progress: "37%" }),
      { "aws.dataSnapshotId": ID },
      `the snapshot ${ID} is not complete (pending, 37%)`,
      `aws --region eu-central-1 ec2 wait snapshot-completed --snapshot-ids ${ID}`,
    ],
    [
      "that the snapshot is larger than the new volume",
      snapshot({ VolumeSize: 1500 }),
      { "aws.dataSnapshotId": ID },
      `aws.dataGb is 1000, and the snapshot ${ID} is of a volume of 1500 GiB: a copy cannot be smaller`,
      "pulumi config set --path aws.dataGb 1500 --stack aws",
    ],
  ])("%s", (_what, answers, values, message, remedy) => {
    const { problems } = judged(answers, values);
    expect(problems.map((one) => [one.message.slice(0, message.length), one.remedy.slice(0, remedy.length)])).toEqual([
      [message, remedy],
    ]);
  });
});

describe("an address of the operator's own", () => {
  const address = "eipalloc-0123456789abcdef0";
  const used = (InstanceId?: string) => ({
    ...quota(5),
    "ec2 describe-addresses": {
      Addresses: [...Array.from({ length: 5 }, () => ({})), { AllocationId: address, InstanceId }],
    },
  });
  const look = (answers: FakeAws) =>
    judged(answers, { "aws.addressId": address, "aws.instanceType": "c7i.xlarge", memoryMb: 4096 });
  const user = (tag: string) => running({ ...instance("c7i.large", 0, tag), InstanceId: "i-1" });

  it("needs no quota, and is used if it is free or the stack's instance has it", () => {
    expect(look(used()).problems).toEqual([]);
    expect(look({ ...used("i-1"), ...user(STACK) }).problems).toEqual([]);
  });

  it("is not taken from another instance", () => {
    expect(look({ ...used("i-1"), ...user("another/stack") }).problems).toEqual([
      {
        message: `aws.addressId is ${address}, which i-1 uses, another instance: it would lose the address`,
        remedy: "aws --region eu-central-1 ec2 disassociate-address --association-id <its association>",
      },
    ]);
    const standby = { AllocationId: address, AssociationId: "eipassoc-1", NetworkInterfaceId: "eni-1" };
    expect(look({ ...quota(5), "ec2 describe-addresses": { Addresses: [standby] } }).problems).toEqual([
      {
        message: `aws.addressId is ${address}, which the network interface eni-1 has: it would lose the address`,
        remedy: "aws --region eu-central-1 ec2 disassociate-address --association-id <its association>",
      },
    ]);
    expect(look(used("i-1")).unknown).toEqual([
      `whether the address ${address} is free is unknown: i-1 has it, which does not run`,
    ]);
  });

  it("has to be there", () => {
    expect(look({}).problems.map(({ message }) => message)).toEqual([
      `aws.addressId is ${address}, and the account has no such Elastic IP in eu-central-1`,
    ]);
  });
});

describe("the snapshot of a data volume", () => {
  const gone = { "ec2 describe-snapshots": "An error occurred (InvalidSnapshot.NotFound)" };
  const volume = (Device?: string) => ({
    "ec2 describe-volumes": {
      Volumes: [
        {
          VolumeId: "vol-1",
          Tags: [{ Key: "aztec-validator", Value: STACK }],
          Attachments: Device === undefined ? [] : [{ Device, InstanceId: "i-1" }],
        },
      ],
    },
  });
  const problems = (answers: FakeAws) => judged({ ...gone, ...answers }, { "aws.dataSnapshotId": ID }).problems.length;

  it("is not needed any more once the stack has the volume; its system volume is another one", () => {
    expect([problems(volume()), problems(volume("/dev/sdf")), problems(volume("/dev/xvda"))]).toEqual([0, 0, 1]);
  });

  it("that may not be queried is reported, and stops nothing", () => {
    const denied = { "ec2 describe-snapshots": "An error occurred (UnauthorizedOperation)" };
    expect(judged(denied, { "aws.dataSnapshotId": ID })).toMatchObject({
      problems: [],
      unknown: [`the snapshot ${ID} is unknown: An error occurred (UnauthorizedOperation)`],
    });
  });
});

describe("the instance of a stack", () => {
  const volume = (tag: string, ...attached: string[]) => ({
    VolumeId: "vol-1",
    Attachments: attached.map((InstanceId) => ({ InstanceId, Device: "/dev/sdf" })),
    Tags: [{ Key: "aztec-validator", Value: tag }],
  });
  const volumes = (...Volumes: unknown[]) => ({ "ec2 describe-volumes": { Volumes } });

  it.each(["stopping", "stopped"])("that is %s is a problem, with the command that starts it", (state) => {
    const answers = running(
      instance("c7i.4xlarge", 8, STACK, state),
      instance("c7i.4xlarge", 8, "another/stack", state),
    );
    expect(judged(answers, { "aws.profile": "validators" }).problems).toEqual([
      {
        message:
          "the instance i-1 of this stack is stopped, by AWS or by a person: its node does not run, and nothing starts it",
        remedy:
          "make sure that no other node has its keys, then: aws --region eu-central-1 --profile validators ec2 start-instances --instance-ids i-1; if AWS has no capacity: pulumi config set --path aws.instanceType <another type> --stack aws, then `up`",
      },
    ]);
  });

  it("that this program has stopped to remove it is no problem: up goes on", () => {
    const left = instance("c7i.4xlarge", 8, STACK, "stopped");
    const tag = { Key: "aztec-validator-ending", Value: "2026-11-30T09:00:00.000Z" };
    const tagged = { ...left, LaunchTime: "2026-11-30T09:00:00+00:00", Tags: [...left.Tags, tag] };
    const { problems, ending } = judged(running(tagged));
    expect(problems).toEqual([]);
    expect(ending).toEqual({
      message: "the instance i-1 of this stack was stopped to be removed, and an interruption left it",
      remedy:
        "`up` or `destroy` removes it. To keep it: aws --region eu-central-1 ec2 start-instances --instance-ids i-1",
    });
    // Somebody has started it since, and then AWS or a person has stopped it.
    const again = judged(running({ ...tagged, LaunchTime: "2026-11-30T10:00:00+00:00" }));
    expect(again.ending).toBeUndefined();
    expect(again.problems.map(({ message }) => message)).toEqual([
      "the instance i-1 of this stack is stopped, by AWS or by a person: its node does not run, and nothing starts it",
    ]);
  });

  it("that is stopped gets another type by up, which starts it: the way out if AWS has no capacity", () => {
    const { problems, ending } = judged(running(instance("c7a.4xlarge", 8, STACK, "stopped")));
    expect(problems).toEqual([]);
    expect(ending).toEqual({
      message: "the instance i-1 of this stack is stopped: `up` makes it a c7i.4xlarge, and starts it",
      remedy: "before that, make sure that no other node has its keys",
    });
  });

  it("is lost if AWS has the stack's volume, and neither an instance of the stack nor one that has the volume", () => {
    const lost = (answers: FakeAws) => judged(answers).lost;
    const own = volumes(volume(STACK));
    expect(lost(own)).toBe("vol-1");
    expect(lost({ ...volumes(volume(STACK, "i-gone")), ...running(instance("c7i.4xlarge", 8)) })).toBe("vol-1");
    expect(lost({ ...own, ...running(instance("c7i.4xlarge", 8, STACK)) })).toBeUndefined();
    // The tag was removed by hand, or is late.
    expect(lost({ ...volumes(volume(STACK, "i-1")), ...running(instance("c7i.4xlarge", 8)) })).toBeUndefined();
    expect(lost(volumes(volume("another/stack")))).toBeUndefined();
    expect(lost({})).toBeUndefined();
  });

  it("is not lost if AWS does not answer", () => {
    const denied = "An error occurred (RequestLimitExceeded) when calling the DescribeInstances operation: exceeded";
    expect(judged({ ...volumes(volume(STACK)), "ec2 describe-instances": denied }).lost).toBeUndefined();
  });
});

describe("without a tunnel", () => {
  it("an old command line will do, and a missing one is only reported", () => {
    expect(judged({ version: "aws-cli/1.22.34 Python/3.10" }, ssh).problems).toEqual([]);
    expect(judged(undefined, ssh)).toEqual({
      problems: [],
      unknown: ["AWS's command line is not installed, so the account was not checked"],
    });
  });
});
