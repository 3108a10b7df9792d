/**
 * Gas that the GSE contract needs to verify a BLS key's proof of possession, and whether its cap allows that. The cost
 * depends on the key. Above the cap the registration fails: the deposit goes back, and the attester is not admitted.
 *
 * Source: AZIP-33 (Osaka prices; l1-contracts/test/shared/bn254-pop-gas). The estimate is an upper bound of every
 * measured key. At 250,000 gas one honest key in 28,559 is refused; at 300,000, which the v6 upgrade sets, one in 2.5 million.
 */
import { bn254 } from "@noble/curves/bn254.js";
import { proofDigest } from "./proof-digest";

/** The work for one key's proof of possession. */
export interface RegistrationCost {
  /** Hashes, and square roots among them: see `ProofDigest`. */
  readonly attempts: number;
  readonly roots: number;
  /** Gas that the verification needs at most. */
  readonly gas: number;
}

/** `GSE.proofOfPossessionGasLimit()` since the contract's deployment. The v6 upgrade raises it, and none may lower it. */
export const DEFAULT_GAS_CAP = 250_000;

/** A key with at most this many attempts costs at most 90 % of the default cap, even if each attempt took a root. */
export const MOST_ATTEMPTS = 18;

/** The part of the cap that a key should not exceed: the vendor's tool keeps a margin of 10 %. */
const SAFE_PART = 0.9;

/** Computes the cost of a key's registration. @param bls a private key that `blsKeyProblem` accepts */
export function registrationCost(bls: string): RegistrationCost {
  const { attempts, roots } = proofDigest(bn254.G1.Point.BASE.multiply(BigInt(bls)).toAffine());
  return { attempts, roots, gas: proofGas(attempts, roots) };
}

/** Estimates the gas. The last term is memory, which grows with the square of the attempts. */
export function proofGas(attempts: number, roots: number): number {
  return 132_694 + 515 * attempts + 4580 * roots + Math.ceil((95_975 * attempts ** 2) / 1_000_000);
}

/** `close`: within the margin, so a small change of Ethereum's gas prices could cause a refusal. */
export type Admission = "safe" | "close" | "refused";

/** Compares a cost with the cap. @param cap in gas */
export function admission({ gas }: RegistrationCost, cap = DEFAULT_GAS_CAP): Admission {
  if (gas > cap) return "refused";
  return gas > cap * SAFE_PART ? "close" : "safe";
}

/** Draws BLS keys until one is cheap enough to register; one in six is not. @param draw returns a random key */
export function drawAdmittedKey(draw: () => string): string {
  for (;;) {
    const key = draw();
    if (registrationCost(key).attempts <= MOST_ATTEMPTS) return key;
  }
}
