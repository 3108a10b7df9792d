/** Instance types and costs on AWS, from the tables in the project. */
import { describe, expect, it } from "vitest";
import { instanceKind } from "./instance-types";
import { costParts, costText } from "./cost";
import { acceptedConfig, configOf, onAws, testnet } from "../../test/fixtures/stacks";

const settings = (values: Readonly<Record<string, unknown>> = {}) =>
  acceptedConfig(configOf({ ...onAws(testnet), ...values }));

describe("an instance type", () => {
  it.each([
    ["c7i.4xlarge", "amd64", 16, 32],
    ["m7i-flex.2xlarge", "amd64", 8, 32],
    ["c7g.4xlarge", "arm64", 16, 32],
    ["r8g.xlarge", "arm64", 4, 32],
    ["c5.large", "amd64", 2, 4],
    ["m6id.12xlarge", "amd64", 48, 192],
  ])("%s is %s with %i vCPUs and %i GiB", (type, architecture, vcpus, memoryGb) => {
    expect(instanceKind(type)).toEqual({ architecture, vcpus, memoryGb });
  });

  it("with fewer processors than recommended is accepted with a warning", () => {
    expect(settings({ "aws.instanceType": "m7i.2xlarge" }).warnings).toEqual([
      "aws.instanceType is m7i.2xlarge, with 8 vCPUs: 16 are recommended for a sequencer, or proposals may come late.",
    ]);
    expect(settings().warnings).toEqual([]);
  });
});

describe("a month's cost", () => {
  it("is the sum of the fixed costs", () => {
    const costs = costParts(settings().settings)?.map(({ what, dollars }) => `${what}: ${dollars.toFixed(2)}`);
    expect(costs).toEqual([
      "instance c7i.4xlarge: 521.22",
      "data volume, 1000 GiB: 80.00",
      "system volume, 40 GiB: 3.20",
      "public IPv4 address: 3.65",
    ]);
    expect(costText(settings().settings)).toMatch(/^about 608 USD a month \(us-east-1, on demand, prices of /);
  });

  it("includes IOPS and throughput above the base of a volume", () => {
    const parts = costParts(settings({ "aws.dataIops": 6000, "aws.dataThroughput": 250 }).settings);
    expect(parts?.[1]?.dollars).toBe(80 + 15 + 5);
  });

  it("of a family without a price is unknown", () => {
    expect(costText(settings({ "aws.instanceType": "c9z.4xlarge" }).settings)).toBe(
      "unknown: c9z.4xlarge is not in the table of prices",
    );
  });
});
