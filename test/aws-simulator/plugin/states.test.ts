/** The simulator refuses by the state of things what AWS refuses. The emulator alone would accept nearly all of it. */
import type { Instance, InstanceStateName, Volume } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import {
  attachRefusal,
  attributeRefusal,
  deleteRefusal,
  detachRefusal,
  groupRefusal,
  hasEnded,
  powerRefusal,
} from "./states";

const ZONE = "eu-central-1a";
const instance = (Name: InstanceStateName): Instance => ({
  InstanceId: "i-1",
  State: { Name },
  Placement: { AvailabilityZone: ZONE },
  SecurityGroups: [{ GroupId: "sg-1" }],
});
const volume = (...attached: string[]): Volume => ({
  VolumeId: "vol-1",
  AvailabilityZone: ZONE,
  Attachments: attached.map((InstanceId) => ({ InstanceId })),
});
const ENDED = ["terminated", "shutting-down"] as const;

/** The code of AWS's error. */
const code = (refusal: string | undefined) => refusal?.split(":")[0];

describe("an instance", () => {
  it.each(ENDED)("that is %s can be neither stopped nor started", (state) => {
    expect(powerRefusal("i-1", instance(state), "stopped")).toBe(
      "IncorrectInstanceState: This instance 'i-1' is not in a state from which it can be stopped.",
    );
    expect(code(powerRefusal("i-1", instance(state), "started"))).toBe("IncorrectInstanceState");
    expect(hasEnded(instance(state))).toBe(true);
  });

  it("that AWS does not know any more is not found", () => {
    expect(powerRefusal("i-1", undefined, "stopped")).toBe(
      "InvalidInstanceID.NotFound: The instance ID 'i-1' does not exist",
    );
    expect(hasEnded(undefined)).toBe(true);
  });

  it.each(["running", "stopped"] as const)("that is %s can be stopped", (state) => {
    expect(powerRefusal("i-1", instance(state), "stopped")).toBeUndefined();
  });

  it("gets another type only while it is stopped", () => {
    expect(code(attributeRefusal("i-1", instance("running")))).toBe("IncorrectInstanceState");
    expect(attributeRefusal("i-1", instance("stopped"))).toBeUndefined();
  });
});

describe("a volume", () => {
  const pair = { volumeId: "vol-1", instanceId: "i-1" };

  it.each<[string, Volume | undefined, Instance | undefined, string | undefined]>([
    ["a running instance", volume(), instance("running"), undefined],
    ["a stopped instance", volume(), instance("stopped"), undefined],
    ["a terminated instance", volume(), instance("terminated"), "IncorrectState"],
    ["an instance that still starts", volume(), instance("pending"), "IncorrectState"],
    ["an instance that is gone", volume(), undefined, "InvalidInstanceID.NotFound"],
    ["an instance, while it is at another", volume("i-2"), instance("running"), "VolumeInUse"],
    ["an instance, if there is no such volume", undefined, instance("running"), "InvalidVolume.NotFound"],
    [
      "an instance in another zone",
      { ...volume(), AvailabilityZone: "eu-central-1b" },
      instance("running"),
      "InvalidVolume.ZoneMismatch",
    ],
  ])("attached to %s", (_what, one, other, expected) => {
    expect(code(attachRefusal({ ...pair, volume: one, instance: other }))).toBe(expected);
  });

  it.each<[string, Volume, Instance | undefined, string | undefined]>([
    ["its instance", volume("i-1"), instance("stopped"), undefined],
    ["an instance that has ended, which has released it", volume(), instance("terminated"), "IncorrectState"],
    ["an instance that it is not at", volume("i-2"), instance("running"), "InvalidAttachment.NotFound"],
    ["an instance that is gone", volume("i-2"), undefined, "InvalidInstanceID.NotFound"],
  ])("detached from %s", (_what, one, other, expected) => {
    expect(code(detachRefusal({ ...pair, volume: one, instance: other }))).toBe(expected);
  });

  it("is deleted only when no instance has it", () => {
    expect(deleteRefusal("vol-1", volume("i-1"))).toBe("VolumeInUse: Volume vol-1 is currently attached to i-1");
    expect(deleteRefusal("vol-1", volume())).toBeUndefined();
  });
});

describe("a security group", () => {
  it("is deleted only when no live instance has it, and no rule of another group names it", () => {
    const rule = (group: string, names: string) => ({ group, names });
    expect(code(groupRefusal("sg-1", [instance("running")], []))).toBe("DependencyViolation");
    expect(code(groupRefusal("sg-1", [], [rule("sg-2", "sg-1")]))).toBe("DependencyViolation");
    expect(
      groupRefusal("sg-1", [instance("terminated")], [rule("sg-1", "sg-1"), rule("sg-2", "sg-3")]),
    ).toBeUndefined();
  });
});
