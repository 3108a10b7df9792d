/** The files of a keystore folder become one keystore. */
import { describe, expect, it } from "vitest";
import { convertKeystoreFiles } from "./keystore-files";
import { parseJson } from "../../../keys/json";
import { stakerOutput } from "../../../keys/registration";
import { KEYSTORE, TEST_KEYS } from "../../../test/fixtures/samples";

const feeRecipient = `0x${"0".repeat(64)}`;
const address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const other = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const key = (name: "attester" | "publisher" | "prover") => `0x${TEST_KEYS[name]}`;

const file = (name: string, content: unknown) => ({
  from: `keys/${name}.json`,
  text: typeof content === "string" ? content : JSON.stringify(content),
});
const one = (attester: unknown, more = {}) => ({ schemaVersion: 1, validators: [{ attester, feeRecipient }], ...more });
const twice = JSON.stringify(one(other)).replace('"attester":', `"attester":"${address}","attester":`);
const converted = (...files: ReturnType<typeof file>[]) => convertKeystoreFiles("KEY_STORE_DIRECTORY", files);

describe("keystore files", () => {
  it("are one keystore, with the defaults of each file at its own validators", () => {
    const { values, converted: parts } = converted(
      file("key1", one(address, { remoteSigner: "http://signer-1:9000", slasher: key("publisher") })),
      file("key2", one(other, { remoteSigner: "http://signer-2:9000", fundingAccount: key("prover") })),
      file("key3", { schemaVersion: 1, prover: key("prover"), slasher: [key("attester")] }),
    );
    expect(parts).toEqual([
      {
        from: "KEY_STORE_DIRECTORY keys/key1.json, keys/key2.json, keys/key3.json",
        path: "keystore",
        note: "3 files merged into one",
      },
    ]);
    expect(parseJson(values?.keystore ?? "")).toEqual({
      schemaVersion: 1,
      validators: [
        { attester: address, feeRecipient, remoteSigner: "http://signer-1:9000" },
        { attester: other, feeRecipient, remoteSigner: "http://signer-2:9000", fundingAccount: key("prover") },
      ],
      slasher: [key("publisher"), key("attester")],
      prover: key("prover"),
    });
  });

  it("of version 2 keep publisher, coinbase and fee recipient of their file", () => {
    const two = (attester: string, more: object) => ({
      schemaVersion: 2,
      validators: [{ attester }],
      feeRecipient,
      ...more,
    });
    const { values } = converted(
      file("a", two(address, { publisher: key("publisher") })),
      file("b", two(other, { coinbase: address })),
    );
    expect(parseJson(values?.keystore ?? "")).toEqual({
      schemaVersion: 2,
      validators: [
        { attester: address, publisher: key("publisher"), feeRecipient },
        { attester: other, coinbase: address, feeRecipient },
      ],
    });
  });

  it.each([
    [
      "different versions",
      [file("a", one(address)), file("b", { schemaVersion: 2, validators: [{ attester: other }], feeRecipient })],
    ],
    ["two provers", [file("a", one(address, { prover: address })), file("b", one(other, { prover: other }))]],
    ["a file that is something else", [file("a", one(address)), file("b", "{}")]],
    ["a field twice", [file("a", one(address)), file("b", twice)]],
  ])("with %s are dropped with the reason, and no key of them is printed", (_, files) => {
    const { values, dropped } = converted(...files);
    expect([values, dropped?.length]).toEqual([{}, 1]);
    expect(dropped?.[0]?.reason).toContain("keys/a.json, keys/b.json");
  });

  it("with a field twice stay as they are for the check of the settings, empty values included", () => {
    const text = twice.replace('"schemaVersion"', '"slasher":"","schemaVersion"');
    expect(converted({ from: "keys/a.json", text }).values).toEqual({ keystore: text });
  });

  it("do not include the output of the staking command, whatever its name is", () => {
    const staker = stakerOutput([]).replace("[]", `[{"attester":"${address}","publicKeyG1":{"x":"1","y":"2"}}]`);
    const files = [file("key1", KEYSTORE), file("key1_staker_output", "[]"), file("registration", staker)];
    const { values, dropped } = converted(...files);
    expect(values).toEqual({ keystore: KEYSTORE });
    expect(dropped?.map(({ from }) => from)).toEqual(["keys/key1_staker_output.json", "keys/registration.json"]);
  });

  it("lose fields that are null or empty, and nothing else", () => {
    const text = JSON.stringify({
      schemaVersion: 1,
      validators: [{ attester: { eth: key("attester"), bls: null }, coinbase: "", feeRecipient }],
      prover: null,
    });
    expect(converted(file("a", text)).values).toEqual({
      keystore: JSON.stringify({
        schemaVersion: 1,
        validators: [{ attester: { eth: key("attester") }, feeRecipient }],
      }),
    });
    expect(converted(file("a", KEYSTORE)).values).toEqual({ keystore: KEYSTORE });
  });
});
