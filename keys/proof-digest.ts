/**
 * The point that the owner of a BLS key signs to prove that the private key is theirs: `hashToPoint` of BN254Lib.sol.
 * The vendor's tool reads it from the contract; this computes it, and counts the work that the contract does for it.
 */
import { bn254 } from "@noble/curves/bn254.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** A point of BN254's first group in affine coordinates. */
export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

export interface ProofDigest {
  readonly point: AffinePoint;
  /** Hashes until one was the x of a point. 10.6 on average, without an upper bound. */
  readonly attempts: number;
  /** Hashes that were numbers of the field, so that the contract computed a square root. */
  readonly roots: number;
}

const { Fp } = bn254.fields;
const DOMAIN = bytesToHex(utf8ToBytes("AZTEC_BLS_POP_BN254_V1")).padEnd(64, "0");
/** The counter of the hash whose lowest bit selects one of the two points. */
const SELECTOR = 2n ** 256n - 1n;

/** Hashes a public key, with a counter, until the hash is the x of a point. @param publicKey in the first group */
export function proofDigest(publicKey: AffinePoint): ProofDigest {
  const hash = (counter: bigint) => BigInt(`0x${bytesToHex(keccak_256(hexToBytes(encode(publicKey, counter))))}`);
  let roots = 0;
  for (let attempts = 1; ; attempts += 1) {
    const x = hash(BigInt(attempts - 1));
    if (x >= Fp.ORDER) continue;
    roots += 1;
    const root = squareRoot(x ** 3n + 3n);
    if (root === undefined) continue;
    const isGreater = (hash(SELECTOR) & 1n) === 1n;
    return { point: { x, y: isGreater === root > Fp.ORDER - root ? root : Fp.ORDER - root }, attempts, roots };
  }
}

/** Encodes `abi.encode(bytes32 domain, bytes publicKey, uint256 counter)`: the 64 bytes of the key come last. */
function encode({ x, y }: AffinePoint, counter: bigint): string {
  return DOMAIN + [0x60n, counter, 0x40n, x, y].map((number) => number.toString(16).padStart(64, "0")).join("");
}

/** Computes a root in a field whose order is 3 modulo 4. Undefined if the number is not a square. */
function squareRoot(number: bigint): bigint | undefined {
  const square = Fp.create(number);
  const root = Fp.pow(square, (Fp.ORDER + 1n) / 4n);
  return Fp.eql(Fp.sqr(root), square) ? root : undefined;
}
