/**
 * Keystore files against the schema of the node's own package: that of the local image's release from the image, those
 * of others from the registry, on the packages of the image.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeImage, RELEASE } from "../../images/tags";
import { blsFileProblem, ethereumFileProblem, openBlsFile, openEthereumFile } from "../../keys/encrypted-key";
import { knownReleases } from "../../settings/releases/release";
import { readKeystore } from "../../keys/keystore-file";
import { planOf } from "../fixtures/plans";
import { KEYSTORE, samples, TEST_KEYS } from "../fixtures/samples";
import { several } from "../fixtures/several";
import { configOf, custom, everything, highAvailability } from "../fixtures/stacks";
import { omit } from "../fixtures/wrong/wrong";

const PACKAGES = "/usr/src/yarn-project";
const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-keystore-"));

beforeAll(async () => {
  const { stdout } = await execa("npm", [
    "pack",
    "@aztec/node-keystore@5.2.0",
    "--silent",
    "--pack-destination",
    folder,
  ]);
  await execa("tar", ["xzf", path.join(folder, stdout.trim()), "-C", folder]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Returns for each text whether the published schema accepts it. */
async function verdicts(release: string, texts: readonly string[]): Promise<boolean[]> {
  const home = release === RELEASE ? `${PACKAGES}/node_modules/@aztec/node-keystore` : `${PACKAGES}/other`;
  const script = `import { keystoreSchema } from "${home}/dest/schemas.js";
    const texts = ${JSON.stringify(texts)};
    console.log(JSON.stringify(texts.map((text) => keystoreSchema.safeParse(JSON.parse(text)).success)));`;
  const mount = ["--volume", `${path.join(folder, "package")}:${PACKAGES}/other:ro`];
  const args = ["run", "--rm", "-i", "--network=none", ...mount, "--entrypoint=node", nodeImage(RELEASE)];
  const { stdout } = await execa("docker", [...args, "--input-type=module", "-"], { input: script });
  return JSON.parse(stdout) as boolean[];
}

/** The keystore files of all stacks, each text once. */
function written(): string[] {
  const stacks = knownReleases().flatMap((release) => [
    custom("sequencer", release),
    everything("sequencer", release),
    custom("prover-node", release),
    everything("prover-node", release),
  ]);
  const own = { ...omit(custom("sequencer", "5.2.0"), "attesterPrivateKey"), keystore: KEYSTORE };
  const plans = [...stacks, highAvailability, own, several].map((values) => planOf(configOf(values)));
  const files = plans.flatMap((plan) => plan.files).filter((file) => file.path.endsWith(".json"));
  return [...new Set(files.map(({ content }) => content))];
}

const file = JSON.parse(KEYSTORE) as { validators: object[] };
const validator = file.validators[0];
const variants: Readonly<Record<string, object>> = {
  "a key without 0x": { ...file, validators: [{ ...validator, attester: TEST_KEYS.attester }] },
  "a name that there is not": { ...file, validators: [{ ...validator, coinBase: samples.coinbase }] },
  "a coinbase that is none": { ...file, validators: [{ ...validator, coinbase: "0x12" }] },
  "a version that there is not": { ...file, schemaVersion: 3 },
  "null for what is missing": { ...file, slasher: null, validators: [{ ...validator, coinbase: null }] },
  "an address without 0x": { ...file, validators: [{ ...validator, coinbase: String(samples.coinbase).slice(2) }] },
  "a remote signer": { ...file, remoteSigner: "https://signer.example.org:9000" },
  "an encrypted file": { ...file, validators: [{ ...validator, attester: { path: "/keys/a.json", password: "p" } }] },
  "a mnemonic": {
    ...file,
    validators: [{ ...validator, attester: { mnemonic: TEST_KEYS.mnemonic, addressCount: 2 } }],
  },
  "no key of a mnemonic": {
    ...file,
    validators: [{ ...validator, attester: { mnemonic: TEST_KEYS.mnemonic, addressCount: 0 } }],
  },
  "defaults for all, of version 2": {
    schemaVersion: 2,
    feeRecipient: samples.feeRecipient,
    validators: [{ attester: samples.coinbase }],
  },
  "defaults for all, of version 1": { ...file, feeRecipient: samples.feeRecipient },
};

describe.each([RELEASE, "5.2.0"])("the published schema of %s", (release) => {
  it("accepts the keystore file of every stack", async () => {
    const texts = written();
    expect(texts.length).toBeGreaterThan(4);
    expect(await verdicts(release, texts)).toEqual(texts.map(() => true));
  });

  it("agrees with ours on an operator's own file", async () => {
    const texts = Object.values(variants).map((variant) => JSON.stringify(variant));
    const ours = texts.map((text) => typeof readKeystore(text) !== "string");
    expect(await verdicts(release, texts)).toEqual(ours);
    expect(new Set(ours)).toEqual(new Set([true, false]));
  });
});

it("a key that the node's own tool has encrypted opens here, and by its password alone", async () => {
  const script = `import { Wallet } from "@ethersproject/wallet";
    import { createBn254Keystore } from "@aztec/foundation/crypto/bls/bn254_keystore";
    const [key, bls, password] = ${JSON.stringify([`0x${TEST_KEYS.encrypted}`, TEST_KEYS.encryptedBls, TEST_KEYS.password])};
    const ethereum = await new Wallet(key).encrypt(password);
    console.log(JSON.stringify([ethereum, JSON.stringify(createBn254Keystore(password, bls, "0x12"))]));`;
  const args = ["run", "--rm", "-i", "--network=none", "--workdir", `${PACKAGES}/node_modules/@aztec/node-keystore`];
  const run = [...args, "--entrypoint=node", nodeImage(RELEASE), "--input-type=module", "-"];
  const [ethereum = "", bls = ""] = JSON.parse((await execa("docker", run, { input: script })).stdout) as string[];
  expect([ethereumFileProblem(ethereum), blsFileProblem(bls)]).toEqual([undefined, undefined]);
  expect(openEthereumFile(ethereum, TEST_KEYS.password)).toEqual({ key: `0x${TEST_KEYS.encrypted}` });
  expect(openBlsFile(bls, TEST_KEYS.password)).toEqual({ key: TEST_KEYS.encryptedBls });
  expect(openEthereumFile(ethereum, "another")).toEqual({ wrongPassword: true });
  expect(openBlsFile(bls, "another")).toEqual({ wrongPassword: true });
});
