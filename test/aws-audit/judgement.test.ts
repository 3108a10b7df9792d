/** A finding of high severity needs a reason; a reason about the account does not excuse the stack. */
import { describe, expect, it } from "vitest";
import { judge } from "./judgement";

const ARN = "arn:aws:ec2:eu-central-1:123456789012";
const finding = (check: string, resource: string, severity = "High") => ({
  check,
  severity,
  detail: check,
  resources: [`${ARN}:${resource}`],
});
const ids = ["vol-0a", "i-0b", "sg-0c"];

describe("a finding of high severity", () => {
  it("without a reason is open", () => {
    const open = finding("ec2_instance_imdsv2_enabled", "instance/i-0b");
    expect(judge([open], ids)).toEqual({ open: [open], accepted: [] });
  });

  it("with a reason is accepted", () => {
    const accepted = [
      finding("ec2_ebs_volume_snapshots_exists", "volume/vol-0a"),
      finding("ec2_securitygroup_default_restrict_traffic", "security-group/sg-0d"),
    ];
    expect(judge(accepted, ids)).toEqual({
      open: [],
      accepted: ["ec2_ebs_volume_snapshots_exists", "ec2_securitygroup_default_restrict_traffic"],
    });
  });

  it("about the stack itself is not excused by a reason about the account or the emulator", () => {
    const unencrypted = finding("ec2_ebs_snapshots_encrypted", "volume/vol-0a");
    expect(judge([unencrypted, finding("ec2_ebs_snapshots_encrypted", "snapshot/snap-0e")], ids)).toEqual({
      open: [unencrypted],
      accepted: ["ec2_ebs_snapshots_encrypted"],
    });
  });
});

it("a finding of medium severity needs no reason", () => {
  expect(judge([finding("ec2_instance_public_ip", "instance/i-0b", "Medium")], ids).open).toEqual([]);
});
