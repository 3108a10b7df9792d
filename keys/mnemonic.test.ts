import { describe, expect, it } from "vitest";
import { blsKeyAt, blsKeyOf, ethereumKeyAt, mnemonicOf, mnemonicProblem, normalMnemonic } from "./mnemonic";
import { blsKeyProblem, ethereumAddress, FIELD_MODULUS, ZERO_AZTEC_ADDRESS } from "./keys";
import { blsPublicKey, registrationOf, stakerOutput } from "./registration";
import { DEVELOPMENT, printedKeys, toolRuns, ZEROS } from "../test/fixtures/validator-keys";

const printed = printedKeys();

/** Returns the expected output of a run of the tool, by our derivation. */
function ours({ mnemonic, accountIndex, addressIndex, count, publishers, legacy }: (typeof toolRuns)[number]) {
  const numbers = (first: number, many: number) => Array.from({ length: many }, (_, i) => first + i);
  const ethereum = (index: number) => ethereumKeyAt(mnemonic, { accountIndex, addressIndex: index });
  const validators = numbers(addressIndex, count).map((index, i) => {
    const all = numbers(addressIndex + count + i * publishers, publishers).map(ethereum);
    return {
      attester: { eth: ethereum(index), bls: blsKeyAt(mnemonic, { accountIndex, addressIndex: index }, legacy) },
      publisher: all.length === 1 ? all[0] : all,
      feeRecipient: ZERO_AZTEC_ADDRESS,
      coinbase: ethereumAddress(ethereum(index)),
    };
  });
  const staker = validators.map(({ attester: { eth, bls } }) => registrationOf(ethereumAddress(eth), bls));
  return { keystore: { schemaVersion: 1, validators }, staker };
}

describe("keys of a mnemonic", () => {
  it.each(toolRuns.map((run, i) => ({ ...run, i })))(
    "equal those of the node's tool: account $accountIndex, from $addressIndex, legacy $legacy",
    (run) => {
      expect(ours(run)).toEqual(printed[run.i]);
    },
  );

  it("are the same as before 2.1.5 only for the first key", () => {
    expect(blsKeyAt(ZEROS, {}, true)).toBe(blsKeyAt(ZEROS));
    expect(blsKeyAt(ZEROS, { addressIndex: 1 }, true)).not.toBe(blsKeyAt(ZEROS, { addressIndex: 1 }));
  });
});

it("a text with too few words is refused: its keys could be guessed", () => {
  expect(() => ethereumKeyAt("")).toThrow("A mnemonic has 12, 15, 18, 21 or 24 words.");
  expect(() => blsKeyAt("test test")).toThrow("A mnemonic has 12, 15, 18, 21 or 24 words.");
});

describe("a registration", () => {
  it("is a file in the format of the tool: two spaces, no newline at the end", () => {
    const [first] = printed;
    expect(stakerOutput(first?.staker ?? [])).toBe(JSON.stringify(first?.staker, null, 2));
  });

  it("has a public key of 32 bytes", () => {
    // The output of `aztec generate-bls-keypair` for the same mnemonic; y is odd.
    expect(blsPublicKey(blsKeyAt(DEVELOPMENT))).toBe(
      "0x8bc32126860a70c71bc6b37ff9aa7d0eabfae432d5c9f08db63dab0072e2620e",
    );
  });
});

describe("a BLS key of random bytes", () => {
  it("is a number of the field, padded to 64 digits", () => {
    expect(blsKeyOf(new Uint8Array(64).fill(255))).toSatisfy((key: string) => blsKeyProblem(key) === undefined);
    expect(blsKeyOf(new Uint8Array(64).fill(7, 63))).toBe(`0x${"7".padStart(64, "0")}`);
    expect(BigInt(blsKeyOf(new Uint8Array(64).fill(255)))).toBe((2n ** 512n - 1n) % FIELD_MODULUS);
  });
});

describe("a mnemonic", () => {
  it("is generated from 16 or 32 random bytes", () => {
    expect(mnemonicOf(new Uint8Array(32))).toBe(ZEROS);
    expect(mnemonicOf(new Uint8Array(16)).split(" ")).toHaveLength(12);
  });

  it("is accepted with spaces and line breaks between its words", () => {
    expect(normalMnemonic(`  ${DEVELOPMENT.replaceAll(" ", " \n ")}\n`)).toBe(DEVELOPMENT);
    expect([DEVELOPMENT, ZEROS].map(mnemonicProblem)).toEqual([undefined, undefined]);
  });

  it.each([
    ["", "is not a mnemonic: it has 1 words, not 12, 15, 18, 21, 24"],
    ["test test", "is not a mnemonic: it has 2 words, not 12, 15, 18, 21, 24"],
    [DEVELOPMENT.replace("junk", "junc"), "is not a mnemonic: word 12 is not in the English BIP-39 list (lower case)"],
    [DEVELOPMENT.replace("test", "Test"), "is not a mnemonic: word 1 is not in the English BIP-39 list (lower case)"],
    [
      DEVELOPMENT.replace("junk", "test"),
      "is not a mnemonic: the checksum does not match, so a word is wrong or misplaced",
    ],
  ])("is refused with a message that does not contain it: %s", (text, problem) => {
    expect(mnemonicProblem(normalMnemonic(text))).toBe(problem);
  });
});
