/**
 * Data that registers an attester on Ethereum: public values of its BLS key, as `aztec validator-keys new
 * --staker-output` writes them. Source: @aztec/cli 4.1.2, cmds/validator_keys/staker.ts.
 */
import { bn254 } from "@noble/curves/bn254.js";
import { proofDigest } from "./proof-digest";

/** Registration of an attester. Its numbers are in hex with 0x: points of BN254's two groups. */
export interface Registration {
  /** Ethereum address, with the capitals of EIP-55. */
  readonly attester: string;
  readonly publicKeyG1: { readonly x: string; readonly y: string };
  /** A point of the extension field: each coordinate has two parts. */
  readonly publicKeyG2: { readonly x0: string; readonly x1: string; readonly y0: string; readonly y1: string };
  /** The key's signature over its public key: it proves that the sender has the private key. */
  readonly proofOfPossession: { readonly x: string; readonly y: string };
}

const { Point: G1 } = bn254.G1;
const { Point: G2 } = bn254.G2;

/**
 * Returns the registration of an attester.
 *
 * @param attester its Ethereum address, with the capitals of EIP-55
 * @param bls its BLS private key, which `blsKeyProblem` accepts
 */
export function registrationOf(attester: string, bls: string): Registration {
  const secret = BigInt(bls);
  const g1 = G1.BASE.multiply(secret).toAffine();
  const g2 = G2.BASE.multiply(secret).toAffine();
  const proof = G1.fromAffine(proofDigest(g1).point).multiply(secret).toAffine();
  return {
    attester,
    publicKeyG1: { x: word(g1.x), y: word(g1.y) },
    publicKeyG2: { x0: word(g2.x.c0), x1: word(g2.x.c1), y0: word(g2.y.c0), y1: word(g2.y.c1) },
    // The tool does not pad these with zeros.
    proofOfPossession: { x: `0x${proof.x.toString(16)}`, y: `0x${proof.y.toString(16)}` },
  };
}

/** Returns the public key of a BLS key: 32 bytes in hex, x with the highest bit set if y is odd, as the tool prints it. */
export function blsPublicKey(bls: string): string {
  const { x, y } = G1.BASE.multiply(BigInt(bls)).toAffine();
  return word(x | ((y & 1n) << 255n));
}

/** Returns the staker output: the file for the registration, byte for byte as the tool writes it. */
export function stakerOutput(registrations: readonly Registration[]): string {
  return JSON.stringify(registrations, null, 2);
}

function word(number: bigint): string {
  return `0x${number.toString(16).padStart(64, "0")}`;
}
