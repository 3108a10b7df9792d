import { describe, expect, it } from "vitest";
import { checksumAddress } from "./addresses";
import { ethereumAddress, ethereumKeyProblem, normalEthereumKey, p2pKey, p2pKeyProblem, peerId } from "./keys";
import {
  isWellKnownAddress,
  isWellKnownMnemonic,
  PUBLISHED_ADDRESSES,
  PUBLISHED_MNEMONICS,
  REPEATED_DIGITS,
} from "./published-keys";
import { ethereumKeysIn } from "./mnemonic";

const ONE = "1".padStart(64, "0");
const CURVE_ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
/** The first key of the mnemonic of development chains, which is published. */
const TEST_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

describe("Ethereum keys", () => {
  it("have the address that every wallet computes", () => {
    expect(ethereumAddress(TEST_KEY)).toBe("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    expect(ethereumAddress(ONE)).toBe("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
  });

  it("are accepted with and without 0x, and normalized", () => {
    expect(ethereumKeyProblem(TEST_KEY)).toBeUndefined();
    expect(ethereumKeyProblem(ONE)).toBeUndefined();
    expect(normalEthereumKey(TEST_KEY.slice(2).toUpperCase())).toBe(TEST_KEY);
  });

  it("are refused outside the curve's range, with a message that does not contain them", () => {
    for (const key of ["0".repeat(64), CURVE_ORDER]) {
      expect(ethereumKeyProblem(key)).toBe("is outside the range of secp256k1 keys");
    }
    expect(ethereumKeyProblem(TEST_KEY.slice(0, -1))).toBe(
      "is not a private key: it must have 64 hex digits, with or without 0x (this has 63 characters)",
    );
  });

  it("that are published are recognised", () => {
    expect(isWellKnownAddress(ethereumAddress(TEST_KEY))).toBe(true);
    expect(isWellKnownAddress(ethereumAddress(ONE))).toBe(true);
    expect(isWellKnownAddress(ethereumAddress("7".repeat(64)))).toBe(false);
  });

  it("that are published are listed by their derived addresses", () => {
    const numbers = Array.from({ length: 10 }, (_, i) => ethereumAddress((i + 1).toString(16).padStart(64, "0")));
    const derived = Object.entries(PUBLISHED_MNEMONICS).flatMap(([words, addressCount]) =>
      ethereumKeysIn(words, { addressCount }).map(ethereumAddress),
    );
    expect(PUBLISHED_ADDRESSES).toEqual([...numbers, ...derived]);
    for (const [digits, address] of Object.entries(REPEATED_DIGITS)) {
      expect(ethereumAddress(digits.repeat(64 / digits.length))).toBe(address);
      expect(isWellKnownAddress(address)).toBe(true);
    }
    const words = Object.keys(PUBLISHED_MNEMONICS);
    expect(words.filter((one) => !isWellKnownMnemonic(` ${one.replace(" ", "\n")}`))).toEqual([]);
  });
});

describe("p2p keys", () => {
  it("are 72 hex digits: the protobuf header and the scalar", () => {
    expect(p2pKey(ONE)).toBe(`08021220${ONE}`);
    expect(p2pKeyProblem(p2pKey(ONE))).toBeUndefined();
  });

  it.each([`0x${p2pKey(ONE)}`, ONE, p2pKey(ONE).slice(0, -2), `08021221${ONE}`])("%s is refused", (key) => {
    expect(p2pKeyProblem(key)).toBe("is not a p2p key: it must have 72 hex digits without 0x and start with 08021220");
  });

  it("outside the curve's range are refused", () => {
    expect(p2pKeyProblem(p2pKey(CURVE_ORDER))).toBe("is outside the range of secp256k1 keys");
  });

  it("have the peer id that the node computes", () => {
    expect(peerId(p2pKey(ONE))).toBe("16Uiu2HAm3cuhhRL2msUuLF62KRSfneFDx94RsuouyW25Ho42cFMq");
  });
});

it("addresses have EIP-55 capitals", () => {
  // The examples of EIP-55.
  for (const address of ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"]) {
    expect(checksumAddress(address.toLowerCase())).toBe(address);
  }
});
