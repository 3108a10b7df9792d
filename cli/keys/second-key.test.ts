/** `keys new` on a stack whose keys have another form. Not proven here: that `pulumi` stores the keys that it does make. */
import { describe, expect, it } from "vitest";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { samples } from "../../test/fixtures/samples";
import { create } from "./new";

const NAME = "second-key-test";
const COPY = `cp Pulumi.${NAME}.yaml copy-$(date +%s)-Pulumi.${NAME}.yaml && `;
const scriptedPulumi = useScriptedPulumi();

describe("keys new", () => {
  it.each([
    ["attesterMnemonic", undefined],
    ["attesterAddress", undefined],
    ["attesterEncryptedKey", undefined],
    ["attesterMnemonic-second", "second"],
  ])("refuses an attester beside %s, also with --replace", async (setting, attester) => {
    const config = { network: "testnet", [setting]: String(samples[setting.replace("-second", "")]) };
    const programs = scriptedPulumi({ [NAME]: { config, runs: [undefined] } });
    const options = { stack: NAME, attester, accountIndex: 0, addressIndex: 0, publisherCount: 1, replace: true };
    const before = programs.settings(NAME);
    const option = attester === undefined ? "" : ` --attester ${attester}`;
    await expect(create(programs.open(NAME), [], options)).rejects.toThrow(
      [
        `${NAME} already has an attester in ${setting}, and a second key beside it would leave open which one counts. Nothing was changed.`,
        `  For its other keys, name them, such as: aztec-validator keys new bls${option} --stack ${NAME}`,
        `  To use a new key instead: ${setting === "attesterAddress" ? "" : COPY}pulumi config rm ${setting} --stack ${NAME}`,
      ].join("\n"),
    );
    expect(programs.settings(NAME)).toBe(before);
  });

  it("refuses a BLS key beside an encrypted one", async () => {
    const config = { network: "testnet", blsEncryptedKey: String(samples.blsEncryptedKey), blsPassword: "password" };
    const programs = scriptedPulumi({ [NAME]: { config, runs: [undefined] } });
    const options = { stack: NAME, accountIndex: 0, addressIndex: 0, publisherCount: 1 };
    await expect(create(programs.open(NAME), ["bls"], options)).rejects.toThrow(
      [
        `${NAME} already has a BLS key in blsEncryptedKey, and a second key beside it would leave open which one counts. Nothing was changed.`,
        `  To use a new key instead: ${COPY}pulumi config rm blsEncryptedKey --stack ${NAME}`,
      ].join("\n"),
    );
  });

  it("refuses keys beside a keystore, and removes it only with a copy", async () => {
    const programs = scriptedPulumi({ [NAME]: { config: { network: "testnet", keystore: "{}" }, runs: [undefined] } });
    const options = { stack: NAME, accountIndex: 0, addressIndex: 0, publisherCount: 1 };
    await expect(create(programs.open(NAME), [], options)).rejects.toThrow(
      [
        `${NAME} has a keystore file, which contains its keys. Nothing was changed.`,
        `  To remove it: ${COPY}pulumi config rm keystore --stack ${NAME}`,
      ].join("\n"),
    );
  });
});
