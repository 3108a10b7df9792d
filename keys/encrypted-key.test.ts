/** Encrypted key files: those of wallets and of the node's tool are decrypted, invalid ones are refused. */
import { describe, expect, it } from "vitest";
import { blsFileProblem, ethereumFileProblem, openBlsFile, openEthereumFile } from "./encrypted-key";
import { TEST_KEYS } from "../test/fixtures/samples";
import { blsFile, ethereumFile } from "../test/fixtures/encrypted-keys";

/**
 * The test vector in the specification of the format (ethereum.org, Web3 Secret Storage), password `testpassword`. Its
 * other one is not of what scrypt itself allows; files of ethers, which have scrypt, are opened in test/engine.
 */
const VECTOR = {
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262_144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
};
const VECTOR_KEY = "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const { encrypted, encryptedBls, password } = TEST_KEYS;

describe("an Ethereum key's file", () => {
  it("from the specification of the format is decrypted", () => {
    const text = JSON.stringify(VECTOR);
    expect(ethereumFileProblem(text)).toBeUndefined();
    expect(openEthereumFile(text, "testpassword")).toEqual({ key: VECTOR_KEY });
  });

  it("with field names in other cases, as ethers and older wallets write them, is decrypted too", () => {
    const text = ethereumFile(encrypted, password);
    for (const variant of [text.replace('"crypto"', '"Crypto"'), text.replace('"kdfparams"', '"KDFParams"')]) {
      expect(variant).not.toBe(text);
      expect(ethereumFileProblem(variant)).toBeUndefined();
      expect(openEthereumFile(variant, password)).toEqual({ key: `0x${encrypted}` });
    }
  });

  it("is decrypted only with its password, with scrypt and with pbkdf2", () => {
    for (const kdf of ["scrypt", "pbkdf2"] as const) {
      const text = ethereumFile(encrypted, password, kdf);
      expect(openEthereumFile(text, password)).toEqual({ key: `0x${encrypted}` });
      expect(openEthereumFile(text, `${password} `)).toEqual({ wrongPassword: true });
    }
  });

  it("is decrypted with a password in composed Unicode form, as ethers does", () => {
    const text = ethereumFile(encrypted, "p\u00e4ss");
    expect(openEthereumFile(text, "pa\u0308ss")).toEqual({ key: `0x${encrypted}` });
  });

  it("is refused, as by the node, if its address is not that of its key", () => {
    const address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    expect(openEthereumFile(ethereumFile(encrypted, password, "scrypt", { address }), password)).toEqual({
      problem: "contains a key that does not match its address: the node would not start",
    });
  });

  it("with a mistake is reported by the names of the fields, never by their values", () => {
    const text = ethereumFile(encrypted, password)
      .replace('"n":256', '"n":300')
      .replace('"version":3', '"version":"3"');
    expect(ethereumFileProblem(text)).toBe(
      "is not an encrypted Ethereum key that the node can decrypt (JSON, version 3): check version, crypto.kdfparams",
    );
  });

  it("with a field twice is refused: parsers differ in which one they take", () => {
    const text = ethereumFile(encrypted, password).replace(/"mac":"\w*"/, '"mac":"0x00",$&');
    expect(ethereumFileProblem(text)).toBe(
      "has crypto.mac twice, and only one of the two can be right: copy the file again",
    );
  });
});

describe("a BLS key's file", () => {
  it("is decrypted only with its password", () => {
    const text = blsFile(encryptedBls, password);
    expect(blsFileProblem(text)).toBeUndefined();
    expect(openBlsFile(text, password)).toEqual({ key: encryptedBls });
    expect(openBlsFile(text, "another")).toEqual({ wrongPassword: true });
  });

  it("is refused as an Ethereum key's file, and vice versa", () => {
    expect(blsFileProblem(ethereumFile(encrypted, password))).toContain("check version, crypto.kdf");
    expect(ethereumFileProblem(blsFile(encryptedBls, password))).toContain("check version, crypto.cipher");
  });
});
