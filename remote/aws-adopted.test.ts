/** An address and a snapshot of the operator's own, before a stack uses them. */
import { describe, expect, it } from "vitest";
import type { FakeAws } from "../test/fakes/fake-aws";
import { instance, judged, quota, running, SNAPSHOT, STACK } from "../test/fakes/judged-account";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();

describe("an address of the operator's own", () => {
  const address = "eipalloc-0123456789abcdef0";
  const used = (InstanceId?: string) => ({
    ...quota(5),
    "ec2 describe-addresses": {
      Addresses: [...Array.from({ length: 5 }, () => ({})), { AllocationId: address, InstanceId }],
    },
  });
  const look = (answers: FakeAws) =>
    judged(folder, answers, { "aws.addressId": address, "aws.instanceType": "c7i.xlarge", memoryMb: 4096 });
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
  const problems = (answers: FakeAws) =>
    judged(folder, { ...gone, ...answers }, { "aws.dataSnapshotId": SNAPSHOT }).problems.length;

  it("is not needed any more once the stack has the volume; its system volume is another one", () => {
    const devices = [undefined, "/dev/sdf", "/dev/xvda", "/dev/sda1"];
    expect(devices.map((device) => problems(volume(device)))).toEqual([0, 0, 1, 1]);
  });

  it("that may not be queried is reported, and stops nothing", () => {
    const denied = { "ec2 describe-snapshots": "An error occurred (UnauthorizedOperation)" };
    expect(judged(folder, denied, { "aws.dataSnapshotId": SNAPSHOT })).toMatchObject({
      problems: [],
      unknown: [`the snapshot ${SNAPSHOT} is unknown: An error occurred (UnauthorizedOperation)`],
    });
  });
});
