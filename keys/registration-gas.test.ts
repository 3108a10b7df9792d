/**
 * The gas that a BLS key's registration costs, against the vectors of AZIP-33. The scalars are public test keys. It
 * does not run the contract: whether the vendor's figures are right is theirs to prove.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomKeys } from "../cli/keys/generate";
import {
  admission,
  DEFAULT_GAS_CAP,
  drawAdmittedKey,
  MOST_ATTEMPTS,
  proofGas,
  registrationCost,
} from "./registration-gas";

/** The cap that the v6 upgrade sets. */
const V6_CAP = 300_000;

const keyOf = (scalar: number) => `0x${scalar.toString(16).padStart(64, "0")}`;

/** `measured`: the minimum gas with which the contract accepted the key, at Osaka's prices. */
const vectors = [
  { scalar: 12, attempts: 1, roots: 1, measured: 137_779, estimated: 137_790, now: "safe", v6: "safe" },
  { scalar: 11, attempts: 31, roots: 3, measured: 162_454, estimated: 162_492, now: "safe", v6: "safe" },
  { scalar: 13_154, attempts: 102, roots: 10, measured: 231_939, estimated: 232_023, now: "close", v6: "safe" },
  { scalar: 57_193, attempts: 95, roots: 18, measured: 264_826, estimated: 264_926, now: "refused", v6: "safe" },
  { scalar: 241_572, attempts: 128, roots: 19, measured: 287_081, estimated: 287_207, now: "refused", v6: "close" },
  { scalar: 693_083, attempts: 97, roots: 23, measured: 288_787, estimated: 288_893, now: "refused", v6: "close" },
  { scalar: 1_314_687, attempts: 116, roots: 24, measured: 303_525, estimated: 303_646, now: "refused", v6: "refused" },
] as const;

describe("the cost of a registration", () => {
  it.each(vectors)("of key $scalar is $attempts attempts and $roots roots", (vector) => {
    const cost = registrationCost(keyOf(vector.scalar));
    expect(cost).toEqual({ attempts: vector.attempts, roots: vector.roots, gas: vector.estimated });
    expect(admission(cost)).toBe(vector.now);
    expect(admission(cost, V6_CAP)).toBe(vector.v6);
  });

  it("is never estimated below what was measured, and at most 130 gas above", () => {
    const over = vectors.map(({ estimated, measured }) => estimated - measured);
    expect(over.filter((gas) => gas < 0 || gas > 130)).toEqual([]);
  });

  it("of at most 18 attempts is within nine tenths of the cap, whatever the roots; one of 19 may exceed it", () => {
    const attempts = fc.integer({ min: 1, max: MOST_ATTEMPTS });
    const work = attempts.chain((most) => fc.tuple(fc.constant(most), fc.integer({ min: 1, max: most })));
    fc.assert(
      fc.property(work, ([hashes, roots]) => {
        const cost = { attempts: hashes, roots, gas: proofGas(hashes, roots) };
        expect(cost.gas).toBeLessThanOrEqual(0.9 * DEFAULT_GAS_CAP);
        expect(admission(cost)).toBe("safe");
      }),
    );
    expect(admission({ attempts: 19, roots: 19, gas: proofGas(19, 19) })).toBe("close");
  });

  it("equal to the cap is admitted, and one gas more is not", () => {
    expect(admission({ attempts: 1, roots: 1, gas: DEFAULT_GAS_CAP })).toBe("close");
    expect(admission({ attempts: 1, roots: 1, gas: DEFAULT_GAS_CAP + 1 })).toBe("refused");
  });
});

describe("a random BLS key for a registration", () => {
  it("is the first with at most 18 attempts", () => {
    const drawn: number[] = [];
    const scalars = [11, 13_154, 57_193, 12, 1];
    const key = drawAdmittedKey(() => {
      drawn.push(scalars[drawn.length] ?? 0);
      return keyOf(drawn.at(-1) ?? 0);
    });
    expect(key).toBe(keyOf(12));
    expect(drawn).toEqual([11, 13_154, 57_193, 12]);
  });

  it("of a new stack always has at most 18 attempts", () => {
    const attempts = Array.from({ length: 40 }, () => registrationCost(randomKeys.bls()).attempts);
    expect(attempts.filter((count) => count > MOST_ATTEMPTS)).toEqual([]);
  });
});
