/** The regions of AWS. Pure. */
import { nearest } from "../similar-names";

/**
 * All public regions, those in China and of the US government among them.
 * Source: `endpoints.json` and `partitions.json` of botocore 1.44.8 (2026-11).
 */
const REGIONS: readonly string[] = `
  af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
  ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
  ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1
  eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1
  me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1
  us-west-1 us-west-2
`
  .trim()
  .split(/\s+/);

/** Returns what is wrong with a region, as a predicate; undefined if AWS has it. */
export function regionProblem(region: string): string | undefined {
  if (REGIONS.includes(region)) return undefined;
  const meant = nearest(region, REGIONS);
  return `is ${region}, which is not a region of AWS${meant ? `. Did you mean ${meant}?` : ": see `aws account list-regions`"}`;
}

/** Regions that each account has. Any other public one has to be enabled first. Source: "AWS Regions", account guide, 2026-11. */
const ENABLED: readonly string[] = `
  ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1
  eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2
`
  .trim()
  .split(/\s+/);

/** Returns whether an account has to enable a region before it can use it. */
export function needsOptIn(region: string): boolean {
  return REGIONS.includes(region) && partitionOf(region) === "aws" && !ENABLED.includes(region);
}

/** Partitions by the beginnings of their regions' names; every other region is in `aws`. */
const PARTITIONS = { "cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc" } as const;

/** Returns the partition of a region, with which the names of AWS's own policies begin. */
export function partitionOf(region: string): string {
  return Object.entries(PARTITIONS).find(([start]) => region.startsWith(start))?.[1] ?? "aws";
}
