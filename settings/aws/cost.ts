/** Estimates the monthly cost of a host on AWS from the prices in prices.json. */
import { EBS, instanceKind } from "./instance-types";
import prices from "./prices.json";
import type { Settings } from "../schema";

/** A part of the estimate. */
export interface CostPart {
  readonly what: string;
  /** US dollars in a month of 730 hours. */
  readonly dollars: number;
}

/** Returns the factors of a region. One that is not in the table counts as us-east-1, and the text says so. */
function factorsOf(region: string) {
  const known = Object.entries(prices.regions).find(([name]) => name === region)?.[1];
  return known ?? { instance: 1, volume: 1 };
}

/**
 * Returns the fixed costs. Traffic to the internet and snapshots are extra. Source and date: prices.json.
 *
 * @returns undefined for an instance family that is not in the table
 */
export function costParts({ aws }: Pick<Settings, "aws">): CostPart[] | undefined {
  const [family = ""] = aws.instanceType.split(".");
  const hourly = Object.entries(prices.vcpuHour).find(([name]) => name === family)?.[1];
  const kind = instanceKind(aws.instanceType);
  if (hourly === undefined || typeof kind === "string") return undefined;
  const { hoursPerMonth, gp3GbMonth, gp3IopsMonth, gp3ThroughputMonth, ipv4Hour } = prices;
  const factor = factorsOf(aws.region ?? "");
  const volume = (dollars: number) => dollars * factor.volume;
  return [
    { what: `instance ${aws.instanceType}`, dollars: hourly * kind.vcpus * hoursPerMonth * factor.instance },
    { what: `data volume of ${aws.dataGb} GiB`, dollars: volume(aws.dataGb * gp3GbMonth) },
    { what: `its ${aws.dataIops} IOPS`, dollars: volume((aws.dataIops - EBS.baseIops) * gp3IopsMonth) },
    {
      what: `its ${aws.dataThroughput} MiB/s`,
      dollars: volume((aws.dataThroughput - EBS.baseThroughput) * gp3ThroughputMonth),
    },
    { what: `system volume of ${aws.rootGb} GiB`, dollars: volume(aws.rootGb * gp3GbMonth) },
    { what: "public IPv4 address", dollars: ipv4Hour * hoursPerMonth },
  ];
}

/** Gigabytes in a month of one Mbit/s. */
const GB_OF_MBIT = (3600 * prices.hoursPerMonth) / 8000;
/** Range of what a node sends on average, in Mbit/s. The vendor asks for 25 Mbit/s of bandwidth. */
const SENT = { least: 1, most: 10 };

/** Returns the estimate in one line, for a stack's outputs. */
export function costText(settings: Pick<Settings, "aws">): string {
  const parts = costParts(settings);
  if (!parts) return `unknown: ${settings.aws.instanceType} is not in the table of prices`;
  const { currency, asOf, trafficGb, snapshotGbMonth } = prices;
  const { region = "" } = settings.aws;
  const where = region in prices.regions ? region : `us-east-1, since ${region} is not in the table`;
  const dollars = Math.round(parts.reduce((sum, part) => sum + part.dollars, 0));
  const list = parts.map((part) => `${part.what} ${Math.round(part.dollars)}`).join(", ");
  const traffic = (mbits: number) => Math.round(GB_OF_MBIT * trafficGb * mbits);
  const held = Math.round(settings.aws.dataGb * snapshotGbMonth);
  const snapshots =
    settings.aws.dailySnapshots === 0
      ? `snapshots at ${snapshotGbMonth} per GB`
      : `${settings.aws.dailySnapshots} daily snapshots at ${snapshotGbMonth} per GB: the data once (${held} for a full volume), then the changes of each day`;
  return [
    `about ${dollars} ${currency} a month (${where}, on demand, prices of ${asOf}): ${list}.`,
    `In addition, traffic to the internet at ${traffic(1)} per Mbit/s sent on average (${traffic(SENT.least)} to ${traffic(SENT.most)} for ${SENT.least} to ${SENT.most} Mbit/s), and ${snapshots}.`,
  ].join(" ");
}
