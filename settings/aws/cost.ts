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

/**
 * Returns the fixed costs. Traffic to the internet and snapshots are extra.
 *
 * Source: AWS's public on-demand prices for Linux in us-east-1, by the vCPU of each family, as of the date in the table.
 * @returns undefined for an instance family that is not in the table
 */
export function costParts({ aws }: Pick<Settings, "aws">): CostPart[] | undefined {
  const [family = ""] = aws.instanceType.split(".");
  const hourly = Object.entries(prices.vcpuHour).find(([name]) => name === family)?.[1];
  const kind = instanceKind(aws.instanceType);
  if (hourly === undefined || typeof kind === "string") return undefined;
  const { hoursPerMonth, gp3GbMonth, gp3IopsMonth, gp3ThroughputMonth, ipv4Hour } = prices;
  const speed =
    (aws.dataIops - EBS.baseIops) * gp3IopsMonth + (aws.dataThroughput - EBS.baseThroughput) * gp3ThroughputMonth;
  return [
    { what: `instance ${aws.instanceType}`, dollars: hourly * kind.vcpus * hoursPerMonth },
    { what: `data volume, ${aws.dataGb} GiB`, dollars: aws.dataGb * gp3GbMonth + speed },
    { what: `system volume, ${aws.rootGb} GiB`, dollars: aws.rootGb * gp3GbMonth },
    { what: "public IPv4 address", dollars: ipv4Hour * hoursPerMonth },
  ];
}

/** Returns the estimate in one line, for a stack's outputs. */
export function costText(settings: Pick<Settings, "aws">): string {
  const parts = costParts(settings);
  if (!parts) return `unknown: ${settings.aws.instanceType} is not in the table of prices`;
  const dollars = Math.round(parts.reduce((sum, part) => sum + part.dollars, 0));
  return `about ${dollars} ${prices.currency} a month (${prices.region}, on demand, prices of ${prices.asOf}; traffic not included)`;
}
