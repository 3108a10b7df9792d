/** What AWS has to offer for a validator: instance types and volumes, with their bounds. */

/**
 * Bounds of a gp3 volume; iops and throughput from the base on cost extra.
 * Source: Amazon EBS API reference, `CreateVolume`: 3,000 to 16,000 IOPS, 125 to 1,000 MiB/s.
 */
export const EBS = {
  mostGb: 16_384,
  baseIops: 3000,
  mostIops: 16_000,
  baseThroughput: 125,
  mostThroughput: 1000,
  /** Most MiB/s for each IOPS. */
  throughputPerIops: 0.25,
} as const;

/** What an instance type's name says. */
export interface InstanceKind {
  readonly architecture: "amd64" | "arm64";
  readonly vcpus: number;
  readonly memoryGb: number;
}

/** GiB for each vCPU of the families with steady processors. */
const FAMILIES: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };
const SMALL: Readonly<Record<string, number>> = { large: 2, xlarge: 4 };
/** The fifth generation brought Skylake, of which the node's prover makes use; older ones lack AVX-512. */
const OLDEST_GENERATION = 5;

/**
 * Reads an instance type: family, generation, attributes and size.
 *
 * @returns what it is, or what is wrong with it in a sentence that follows "is <type>"
 * Source: Amazon EC2 instance type naming conventions; `g` after the generation is Graviton, arm64.
 */
export function instanceKind(type: string): InstanceKind | string {
  const [, family = "", generation = "", attributes = "", size = ""] =
    /^([a-z]+)(\d+)([a-z-]*)\.([a-z0-9-]+)$/.exec(type) ?? [];
  const ratio = FAMILIES[family];
  if (family === "t") return "a burstable type: once its credits are used up, attestations come late";
  if (ratio === undefined) return "of a family that is not known here: take one of c, m or r";
  if (Number(generation) < OLDEST_GENERATION) return "of a generation before Skylake, which the node does not run on";
  const [, times] = /^(\d+)xlarge$/.exec(size) ?? [];
  const vcpus = times ? 4 * Number(times) : SMALL[size];
  if (vcpus === undefined) return "of a size that is not known here: take one such as 4xlarge";
  return { architecture: attributes.startsWith("g") ? "arm64" : "amd64", vcpus, memoryGb: vcpus * ratio };
}
