/** Instance types and costs on AWS, from the tables in the project. */
import { describe, expect, it } from "vitest";
import { diskLimit, instanceKind, typesInstead } from "./instance-types";
import { needsOptIn, partitionOf, regionProblem } from "./regions";
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
    expect(instanceKind(type)).toMatchObject({ architecture, vcpus, memoryGb });
  });

  it.each([
    ["c7i.5xlarge", ["c7i.4xlarge", "c7i.8xlarge"]],
    ["m7i.25xlarge", ["m7i.24xlarge", "m7i.48xlarge"]],
    ["c5.16xlarge", ["c5.12xlarge", "c5.18xlarge"]],
    ["c7g.48xlarge", ["c7g.16xlarge"]],
    ["m5zn.large", []],
    ["c7i.4xlarge", []],
    ["c9z.5xlarge", []],
  ])("%s has the nearest sizes %j if AWS does not have it", (type, types) => {
    expect(typesInstead(type)).toEqual(types);
  });

  it("with fewer processors than recommended is accepted with a warning", () => {
    const disk = { "aws.dataIops": 12_000, "aws.dataThroughput": 312 };
    expect(settings({ "aws.instanceType": "m7i.2xlarge", ...disk }).warnings).toEqual([
      "aws.instanceType is m7i.2xlarge, with 8 vCPUs: 16 are recommended for a sequencer, or proposals may come late.",
    ]);
    expect(settings().warnings).toEqual([]);
  });
});

describe("a month's cost", () => {
  const inVirginia = { "aws.region": "us-east-1" };

  it("is the sum of the fixed costs, each step of the disk apart", () => {
    const { settings: aws } = settings(inVirginia);
    const costs = costParts(aws)?.map(({ what, dollars }) => `${what}: ${dollars.toFixed(2)}`);
    expect(costs).toEqual([
      "instance c7i.4xlarge: 521.22",
      "data volume of 1000 GiB: 80.00",
      "its 20000 IOPS: 85.00",
      "its 625 MiB/s: 20.00",
      "system volume of 40 GiB: 3.20",
      "public IPv4 address: 3.65",
    ]);
    expect(costText(aws)).toBe(
      "about 713 USD a month (us-east-1, on demand, prices of 2025-12): instance c7i.4xlarge 521, data volume of 1000 GiB 80, its 20000 IOPS 85, its 625 MiB/s 20, system volume of 40 GiB 3, public IPv4 address 4. " +
        "In addition, traffic to the internet at 30 per Mbit/s sent on average (30 to 296 for 1 to 10 Mbit/s), and snapshots at 0.05 per GB.",
    );
  });

  it("has the price of daily snapshots, if there are any", () => {
    const daily = costText(settings({ ...inVirginia, "aws.dailySnapshots": 7, "aws.dataGb": 500 }).settings);
    expect(daily).toMatch(
      /, and 7 daily snapshots at 0\.05 per GB: the data once \(25 for a full volume\), then the changes of each day\.$/,
    );
  });

  it("is the region's, and says if the region is not in the table", () => {
    expect(costText(settings().settings)).toMatch(/^about 822 USD a month \(eu-central-1, /);
    expect(costText(settings({ "aws.region": "mx-central-1" }).settings)).toMatch(
      /^about 713 USD a month \(us-east-1, since mx-central-1 is not in the table, /,
    );
  });

  it("without IOPS and throughput above the base of a volume has nothing for them", () => {
    const base = { ...inVirginia, "aws.dataIops": 3000, "aws.dataThroughput": 125 };
    expect(
      costParts(settings(base).settings)
        ?.slice(2, 4)
        .map(({ dollars }) => dollars),
    ).toEqual([0, 0]);
  });

  it("of a family without a price is unknown", () => {
    expect(costText(settings({ "aws.instanceType": "c9z.4xlarge" }).settings)).toBe(
      "unknown: c9z.4xlarge is not in the table of prices",
    );
  });
});

describe("the disk of a sequencer on a public network", () => {
  const warned = (values: Readonly<Record<string, unknown>>) => settings(values).warnings;

  it("is by default what the default instance sustains", () => {
    const { aws } = settings().settings;
    expect(diskLimit(aws.instanceType)).toEqual({ iops: aws.dataIops, throughput: aws.dataThroughput });
    expect(warned({})).toEqual([]);
  });

  it("is warned of when it is far below the vendor's advice", () => {
    expect(warned({ "aws.dataIops": 3000, "aws.dataThroughput": 125 })).toEqual([
      "The data volume does 3000 IOPS on c7i.4xlarge: the node's vendor recommends 50000, and with fewer than 10000 a sequencer may miss duties under load.",
    ]);
  });

  it("is warned of when the instance cannot use what it costs; one for the vendor's advice is accepted", () => {
    expect(warned({ "aws.dataIops": 50_000 })).toEqual([
      "aws.dataIops is 50000, but c7i.4xlarge sustains 20000 IOPS: AWS charges for the rest, which only short bursts use.",
    ]);
    expect(warned({ "aws.dataIops": 50_000, "aws.instanceType": "c6in.4xlarge" })).toEqual([]);
  });

  it("on a flex type is warned of, with the processors that AWS does not guarantee", () => {
    expect(warned({ "aws.instanceType": "c7i-flex.4xlarge" }).map((text) => text.split(":")[0])).toEqual([
      "aws.instanceType is c7i-flex.4xlarge, of which AWS guarantees 40 % of the processors only",
      "aws.dataIops is 20000, but c7i-flex.4xlarge sustains 12000 IOPS",
      "aws.dataThroughput is 625, but c7i-flex.4xlarge sustains 312 MB/s",
    ]);
  });
});

it("a region of AWS is one, wherever the list of them breaks a line", () => {
  for (const region of ["me-south-1", "ap-southeast-7", "eu-central-1"]) expect(regionProblem(region)).toBeUndefined();
});

it("a region that an account has to enable first is known as such; those of other partitions are not public", () => {
  const all = ["me-south-1", "eu-central-2", "ap-east-1", "eu-central-1", "us-east-1", "cn-north-1", "us-gov-west-1"];
  expect(all.filter(needsOptIn)).toEqual(["me-south-1", "eu-central-2", "ap-east-1"]);
});

describe("the partition of a region", () => {
  it.each([
    ["eu-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-west-1", "aws"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("%s is %s", (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });
});
