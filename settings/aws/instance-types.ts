/** Instance types and volumes on AWS that fit a validator, with their limits. */
import { z } from "zod";
import limits from "./ebs-limits.json";

/**
 * Limits of a gp3 volume. IOPS and throughput above the base cost extra.
 * Source: Amazon EBS API reference, `CreateVolume`, of 2026-11: up to 80,000 IOPS, 2,000 MiB/s, 65,536 GiB.
 */
export const EBS = {
  mostGb: 65_536,
  baseIops: 3000,
  mostIops: 80_000,
  baseThroughput: 125,
  mostThroughput: 2000,
  /** Maximum IOPS per GiB. */
  iopsPerGb: 500,
  /** Maximum MiB/s per IOPS. */
  throughputPerIops: 0.25,
} as const;

/** Facts in the name of an instance type. */
export interface InstanceKind {
  readonly architecture: "amd64" | "arm64";
  readonly vcpus: number;
  readonly memoryGb: number;
  /** Whether AWS may lend most of the processors to others (`c7i-flex`). */
  readonly isFlex: boolean;
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
  const vcpus = vcpusOf(size);
  if (vcpus === undefined) return "of an unsupported size: use one such as 4xlarge";
  return {
    architecture: attributes.startsWith("g") ? "arm64" : "amd64",
    vcpus,
    memoryGb: vcpus * ratio,
    isFlex: attributes.endsWith("-flex"),
  };
}

/** Returns the vCPUs of a size; undefined for one that this program does not support, such as metal. */
function vcpusOf(size: string): number | undefined {
  const [, times] = /^(\d+)xlarge$/.exec(size) ?? [];
  return times ? 4 * Number(times) : SMALL[size];
}

/** The limits of an instance for all its volumes together. */
export interface DiskLimit {
  readonly iops: number;
  /** In MB/s. */
  readonly throughput: number;
}

const limitsSchema = z.object({
  profiles: z.array(
    z.object({ families: z.array(z.string()), sizes: z.record(z.string(), z.tuple([z.number(), z.number()])) }),
  ),
});

/** Returns the sizes of a family with their limits; undefined for a family that is newer than the table. */
function sizesOf(family: string): Readonly<Record<string, readonly [number, number]>> | undefined {
  return limitsSchema.parse(limits).profiles.find(({ families }) => families.includes(family))?.sizes;
}

/** Returns what an instance sustains on its volumes; undefined for a type that is newer than the table. */
export function diskLimit(type: string): DiskLimit | undefined {
  const [family = "", size = ""] = type.split(".");
  const [iops, throughput] = sizesOf(family)?.[size] ?? [];
  return iops === undefined || throughput === undefined ? undefined : { iops, throughput };
}

/** Returns the types of the family with the next smaller and the next larger size if AWS does not have this one, smaller first. */
export function typesInstead(type: string): string[] {
  const [family = "", size = ""] = type.split(".");
  const sizes = sizesOf(family);
  const vcpus = vcpusOf(size);
  if (!sizes || size in sizes || vcpus === undefined) return [];
  const others = Object.keys(sizes).map((name) => ({ name: `${family}.${name}`, vcpus: vcpusOf(name) ?? 0 }));
  const sorted = others.sort((a, b) => a.vcpus - b.vcpus);
  const smaller = sorted.filter((other) => other.vcpus < vcpus).at(-1);
  const larger = sorted.find((other) => other.vcpus > vcpus);
  return [smaller, larger].flatMap((other) => (other ? [other.name] : []));
}

/** Returns a warning about a family that is not in the table: it is newer, or mistyped. Undefined if it is there. */
export function unknownFamily(type: string): string | undefined {
  const [family = ""] = type.split(".");
  if (sizesOf(family)) return undefined;
  return `aws.instanceType is ${type}, and the table of ${limits.asOf} has no ${family}: if it is not mistyped but newer, its size, disk and price are not checked.`;
}
