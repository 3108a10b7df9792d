/** The simulator refuses by AWS's limits, and its limits of a volume are those that the settings are checked against. */
import { describe, expect, it } from "vitest";
import { EBS } from "../../../settings/aws/instance-types";
import { QUOTA } from "./quota";
import {
  addressRefusal,
  isOtherArchitecture,
  modificationRefusal,
  shrinkRefusal,
  vcpuRefusal,
  volumeRefusal,
} from "./refusals";

const right = { size: 1000, iops: 20_000, throughput: 625 };

it("a volume is refused beyond the bounds that the settings allow, and accepted at them", () => {
  const most = { size: EBS.mostGb, iops: EBS.mostIops, throughput: EBS.mostThroughput };
  expect([right, most].map(volumeRefusal)).toEqual([undefined, undefined]);
  const beyond = [
    { ...most, size: EBS.mostGb + 1 },
    { ...most, iops: EBS.mostIops + 1 },
    { ...most, throughput: EBS.mostThroughput + 1 },
    { ...right, iops: EBS.baseIops - 1 },
    { ...right, throughput: EBS.baseThroughput - 1 },
    { ...right, size: 50, iops: 50 * EBS.iopsPerGb + 1 },
    { ...right, iops: 3000, throughput: 3000 * EBS.throughputPerIops + 1 },
  ];
  expect(beyond.map((one) => volumeRefusal(one)?.split(" ")[0])).toEqual([
    "InvalidParameterValue:",
    ...Array.from({ length: 6 }, () => "InvalidParameterCombination:"),
  ]);
});

/** The code of AWS's error. */
const code = (refusal: string | undefined) => refusal?.split(":")[0];

describe("an account's quota", () => {
  it("of vCPUs is refused beyond, and not at its bound", () => {
    const most = Array.from({ length: QUOTA.vcpus / 16 }, () => "c7i.4xlarge");
    expect(code(vcpuRefusal(most))).toBeUndefined();
    expect(code(vcpuRefusal([...most, "c7i.large"]))).toBe("VcpuLimitExceeded");
  });

  it("of addresses is refused beyond, and not at its bound", () => {
    expect(code(addressRefusal(QUOTA.addresses - 1))).toBeUndefined();
    expect(code(addressRefusal(QUOTA.addresses))).toBe("AddressLimitExceeded");
  });
});

it("another type replaces the instance if its processors are others", () => {
  expect(isOtherArchitecture("c7i.4xlarge", "c7g.4xlarge")).toBe(true);
  expect(isOtherArchitecture("c7g.4xlarge", "m7a.4xlarge")).toBe(true);
  expect(isOtherArchitecture("c7i.4xlarge", "m7a.8xlarge")).toBe(false);
  expect(isOtherArchitecture("c7g.4xlarge", "c8gd.4xlarge")).toBe(false);
});

describe("a change of a volume", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  const ago = (hours: number, state = "completed") => ({ state, start: new Date(now - hours * 3_600_000) });

  it.each(["modifying", "optimizing"])("is refused while the last one is %s, however old that is", (state) => {
    expect(code(modificationRefusal("vol-1", [ago(30, state)], now))).toBe("IncorrectModificationState");
  });

  it("is refused after four within 24 hours, and accepted after three, or when the first is a day old", () => {
    const three = [ago(1), ago(2), ago(3)];
    expect(code(modificationRefusal("vol-1", three, now))).toBeUndefined();
    expect(code(modificationRefusal("vol-1", [...three, ago(24)], now))).toBeUndefined();
    expect(code(modificationRefusal("vol-1", [...three, ago(23.9)], now))).toBe("VolumeModificationRateExceeded");
  });

  it("cannot make it smaller", () => {
    expect(code(shrinkRefusal(50, 50))).toBeUndefined();
    expect(code(shrinkRefusal(50, 49))).toBe("InvalidParameterValue");
  });
});
