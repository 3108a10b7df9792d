/** The changes of a keystore file that a running node can reload, by release. The engine test uses a real node. */
import { describe, expect, it } from "vitest";
import { isReloadable } from "./reload";
import { planOf } from "../test/fixtures/plans";
import { KEYSTORE } from "../test/fixtures/samples";
import { configOf, custom, dev, mainnet } from "../test/fixtures/stacks";
import { omit } from "../test/fixtures/wrong/wrong";

const key = (digit: string) => `0x${digit.repeat(64)}`;
const address = (digit: string) => `0x${digit.repeat(40)}`;
const feeRecipient = key("0");
const one = { attester: key("1"), publisher: key("5"), coinbase: address("1"), feeRecipient };
const two = { ...one, attester: key("2") };
const file = (validators: readonly object[], others: object = {}) =>
  JSON.stringify({ schemaVersion: 1, validators, ...others });
const versionTwo = (validators: readonly object[], others: object = {}) =>
  JSON.stringify({ schemaVersion: 2, feeRecipient, validators, ...others });
const before = file([one]);
const remote = { ...one, publisher: address("5"), remoteSigner: "https://one.example.org" };

describe("a running node reloads", () => {
  it.each([
    ["another coinbase", before, file([{ ...one, coinbase: address("2") }])],
    ["another fee recipient", before, file([{ ...one, feeRecipient: key("3") }])],
    ["an attester more, of the same publisher", before, file([one, two])],
    ["an attester less, whose publisher is another's too", file([one, two]), before],
    ["another attester, of the same publisher", before, file([two])],
    ["a BLS key", before, file([{ ...one, attester: { eth: key("1"), bls: key("1") } }])],
    [
      "an attester at a remote signer",
      before,
      file([one, { ...two, attester: address("2"), remoteSigner: "https://a.b" }]),
    ],
    [
      "the same publisher, spelt otherwise",
      file([{ ...one, publisher: key("a") }]),
      file([{ ...one, publisher: [key("A")] }]),
    ],
    [
      "a publisher that comes from the whole file",
      before,
      versionTwo([{ attester: key("1") }], { publisher: key("5") }),
    ],
    [
      "an attester more, that a remote signer's publisher sends for",
      file([remote]),
      file([remote, { ...remote, attester: key("2") }]),
    ],
  ])("%s", (_what, old, now) => {
    expect(isReloadable(old, now)).toBe(true);
  });
});

describe("a node is restarted for", () => {
  const alone = { attester: key("1"), feeRecipient };
  it.each([
    ["another publisher", before, file([{ ...one, publisher: key("6") }])],
    ["a publisher more", before, file([{ ...one, publisher: [key("5"), key("6")] }])],
    ["a publisher less", file([{ ...one, publisher: [key("5"), key("6")] }]), before],
    [
      "an attester more, that sends from its own address",
      file([alone]),
      file([alone, { ...alone, attester: key("2") }]),
    ],
    [
      "an attester less, that sent from its own address",
      file([alone, { ...alone, attester: key("2") }]),
      file([alone]),
    ],
    ["another attester, that sends from its own address", file([alone]), file([{ ...alone, attester: key("2") }])],
    [
      "a publisher at another remote signer",
      file([remote]),
      file([{ ...remote, remoteSigner: "https://two.example.org" }]),
    ],
    [
      "a publisher at the file's remote signer, that is another",
      file([{ ...remote, remoteSigner: undefined }], { remoteSigner: "https://a.b" }),
      file([{ ...remote, remoteSigner: undefined }], { remoteSigner: "https://c.d" }),
    ],
    ["another prover", before, file([one], { prover: key("9") })],
    ["another account to fund from", before, file([one], { fundingAccount: key("9") })],
    ["what is no keystore", before, "{}"],
    ["what was no keystore", "not JSON", before],
  ])("%s", (_what, old, now) => {
    expect(isReloadable(old, now)).toBe(false);
  });
});

describe("a stack's node can reload", () => {
  const reloadOf = (values: Readonly<Record<string, unknown>>) => planOf(configOf(values)).reload;
  const request = { file: "/var/lib/keys/keystore.json", port: 8880 };

  it.each([
    ["4.1.2", { ...request, method: "nodeAdmin_reloadKeystore" }],
    ["4.0.1", { ...request, method: "nodeAdmin_reloadKeystore" }],
    ["5.2.0", { ...request, method: "aztecAdmin_reloadKeystore" }],
    ["3.0.3", undefined],
    ["0.69.1", undefined],
  ])("of release %s", (release, expected) => {
    expect(reloadOf(custom("sequencer", release))).toEqual(expected);
  });

  it("at the port of the admin API", () => {
    expect(reloadOf({ ...mainnet, adminPort: 9999 })?.port).toBe(9999);
    expect(reloadOf(dev)?.port).toBe(8880);
  });

  it("only if it has a validator", () => {
    expect(reloadOf({ ...custom("sequencer", "5.2.0"), "validator.disabled": true })).toBeUndefined();
    expect(reloadOf(custom("prover-node", "5.2.0"))).toBeUndefined();
    const withProver = { ...omit(custom("sequencer", "5.2.0"), "attesterPrivateKey"), keystore: KEYSTORE };
    expect(reloadOf(withProver)?.method).toBe("aztecAdmin_reloadKeystore");
  });
});
