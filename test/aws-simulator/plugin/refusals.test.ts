/** The simulator's limits of a volume are those that the settings are checked against. */
import { expect, it } from "vitest";
import { EBS } from "../../../settings/aws/instance-types";
import { volumeRefusal } from "./refusals";

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
