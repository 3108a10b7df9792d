/** Files in the form of the reference strings (CRS) that a node downloads; their differences are in web-server.mjs. */
import { bn254 } from "@noble/curves/bn254.js";

const { G1, G2, fields } = bn254;

/** Points that differ; they repeat to the length that is needed. */
const POINTS = 64;
/** Points of Grumpkin that a node downloads to verify a proof: 2^16 + 1. Source: preloadCrsDataForVerifying of 4.1.2. */
const GRUMPKIN_POINTS = 2 ** 16 + 1;
/** Any number but 0 and 1: nobody has the real one. */
const TAU = 7n;

/** The files by their names on the server. */
export function crsFiles(): Readonly<Record<string, Buffer>> {
  return { "g1.dat": g1(), "g2.dat": g2(), "grumpkin_g1.dat": grumpkin() };
}

/** A coordinate: 32 bytes, the highest first. */
function bytes(coordinate: bigint): Buffer {
  return Buffer.from(coordinate.toString(16).padStart(64, "0"), "hex");
}

/** The generator of BN254 times the powers of TAU. */
function g1(): Buffer {
  const powers = Array.from({ length: POINTS }, (_, exponent) => fields.Fr.pow(TAU, BigInt(exponent)));
  const points = powers.map((power) => G1.Point.BASE.multiply(power).toAffine());
  return Buffer.concat(points.flatMap(({ x, y }) => [bytes(x), bytes(y)]));
}

/** One point over the quadratic extension, each coordinate with its second part first. */
function g2(): Buffer {
  const { x, y } = G2.Point.BASE.multiply(TAU).toAffine();
  return Buffer.concat([x.c1, x.c0, y.c1, y.c0].map(bytes));
}

/** Points of Grumpkin, y² = x³ − 17 over the scalar field of BN254. */
function grumpkin(): Buffer {
  const points: Buffer[] = [];
  for (let x = 1n; points.length < POINTS; x += 1n) {
    const y = squareRoot(fields.Fr.sub(fields.Fr.pow(x, 3n), 17n));
    if (y !== undefined) points.push(Buffer.concat([bytes(x), bytes(y)]));
  }
  const [first] = points;
  const size = GRUMPKIN_POINTS * (first?.length ?? 0);
  return Buffer.alloc(size, Buffer.concat(points));
}

function squareRoot(number: bigint): bigint | undefined {
  try {
    return fields.Fr.sqrt(number);
  } catch {
    return undefined;
  }
}
