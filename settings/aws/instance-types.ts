/** Instance types and volumes on AWS that fit a validator, with their limits. */

/**
 * Limits of a gp3 volume. IOPS and throughput above the base cost extra.
 * Source: Amazon EBS API reference, `CreateVolume`: 3,000 to 16,000 IOPS, 125 to 1,000 MiB/s.
 */
export const EBS = {
  mostGb: 16_384,
  baseIops: 3000,
  mostIops: 16_000,
  baseThroughput: 125,
  mostThroughput: 1000,
  /** Maximum MiB/s per IOPS. */
  throughputPerIops: 0.25,
} as const;

/** Facts in the name of an instance type. */
export interface InstanceKind {
  readonly architecture: "amd64" | "arm64";
  readonly vcpus: number;
  readonly memoryGb: number;
}

/** GiB per vCPU of the families that are not burstable. */
const FAMILIES: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };
const SMALL: Readonly<Record<string, number>> = { large: 2, xlarge: 4 };
/** The fifth generation introduced Skylake with AVX-512, which the node's prover uses. */
const OLDEST_GENERATION = 5;

/**
 * Reads an instance type: family, generation, attributes and size.
 *
 * @returns the facts, or what is wrong with the type: the text follows "is <type>, "
 * Source: Amazon EC2 instance type naming conventions; `g` after the generation is Graviton, arm64.
 */
export function instanceKind(type: string): InstanceKind | string {
  const [, family = "", generation = "", attributes = "", size = ""] =
    /^([a-z]+)(\d+)([a-z-]*)\.([a-z0-9-]+)$/.exec(type) ?? [];
  const ratio = FAMILIES[family];
  if (family === "t") return "a burstable type: once its credits are used up, attestations are late";
  if (ratio === undefined) return "of an unsupported family: use c, m or r";
  if (Number(generation) < OLDEST_GENERATION)
    return "of a generation older than Skylake, on which the node does not run";
  const [, times] = /^(\d+)xlarge$/.exec(size) ?? [];
  const vcpus = times ? 4 * Number(times) : SMALL[size];
  if (vcpus === undefined) return "of an unsupported size: use one such as 4xlarge";
  return { architecture: attributes.startsWith("g") ? "arm64" : "amd64", vcpus, memoryGb: vcpus * ratio };
}
