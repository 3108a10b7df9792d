/** Several attesters in one node: the content of its key files, and its public data. */
import { describe, expect, it } from "vitest";
import { attestersOf, mnemonicRange } from "./attesters";
import { claimOf } from "./claim";
import { ethereumAddress } from "../keys/keys";
import { readKeystore } from "../keys/keystore-file";
import { ethereumKeysIn } from "../keys/mnemonic";
import { secretTexts } from "./check-config";
import { planOf } from "../test/fixtures/plans";
import { samples, TEST_KEYS } from "../test/fixtures/samples";
import { FUNDING_ADDRESS, OTHER_SIGNER, RANGE, REMOTE, SECOND_KEY, several, SIGNER } from "../test/fixtures/several";
import { acceptedConfig, configOf, custom, isSecret, testnet } from "../test/fixtures/stacks";
import { omit } from "../test/fixtures/wrong/wrong";
import { runProgram, withoutSecrets } from "../test/fakes/recorder";

const { attester, bls, mnemonic, password, publisher, encrypted } = TEST_KEYS;
const [coinbase, feeRecipient] = [String(samples.coinbase), String(samples.feeRecipient)];
const ZERO = `0x${"0".repeat(64)}`;
const derived = ethereumKeysIn(mnemonic, mnemonicRange(RANGE));
const secrets = Object.keys(configOf(several)).filter(isSecret);

const settingsOf = (values: Readonly<Record<string, unknown>>) => acceptedConfig(configOf(values)).settings;
const keystoreOf = (values: Readonly<Record<string, unknown>>) => {
  const file = planOf(configOf(values)).files.find(({ path }) => path.endsWith(".json"));
  return JSON.parse(file?.content ?? "null") as Record<string, unknown>;
};

describe("the keystore file of an attester of each kind", () => {
  const account = (address: string, remoteSignerUrl: string) => ({ address, remoteSignerUrl });

  it("has each attester with its own settings, and otherwise with those of the stack", () => {
    expect(keystoreOf(several)).toEqual({
      schemaVersion: 1,
      validators: [
        { attester: { eth: `0x${attester}`, bls }, coinbase, feeRecipient: ZERO },
        {
          attester: {
            eth: { path: "/var/lib/keys/attester-key-file", password },
            bls: { path: "/var/lib/keys/bls-key-file", password },
          },
          coinbase,
          feeRecipient: ZERO,
        },
        {
          attester: `0x${SECOND_KEY}`,
          coinbase,
          feeRecipient,
          publisher: [`0x${publisher}`, account(REMOTE.publisher, SIGNER)],
        },
        { attester: account(REMOTE.attester, OTHER_SIGNER), coinbase: REMOTE.attester, feeRecipient: ZERO },
        { attester: derived, coinbase, feeRecipient: ZERO },
      ],
      fundingAccount: account(FUNDING_ADDRESS, SIGNER),
    });
  });

  it("has the publishers of the stack for all attesters without their own", () => {
    const shared = keystoreOf({ ...several, publisherPrivateKeys: [TEST_KEYS.prover] });
    const publishers = (shared.validators as { publisher?: unknown }[]).map((validator) => validator.publisher);
    const own = [`0x${publisher}`, account(REMOTE.publisher, SIGNER)];
    const prover = [`0x${TEST_KEYS.prover}`];
    expect(publishers).toEqual([prover, prover, own, prover, prover]);
  });

  it("is valid, and the encrypted keys are unchanged in files whose names do not end in .json", () => {
    const { files } = planOf(configOf(several));
    expect(files.map(({ path }) => path.replace("/var/lib/keys/", "")).sort()).toEqual([
      ...["attester-key-file", "bls-key-file", "environment", "environment.cjs", "keystore.json", "p2p-private-key"],
    ]);
    const contentOf = (name: string) => files.find(({ path }) => path.endsWith(name))?.content;
    expect(contentOf("attester-key-file")).toBe(samples.attesterEncryptedKey);
    expect(contentOf("bls-key-file")).toBe(samples.blsEncryptedKey);
    expect(typeof readKeystore(contentOf("keystore.json") ?? "")).toBe("object");
  });

  it("has the keys of the mnemonic, but not the mnemonic", () => {
    const { files, env } = planOf(configOf(several));
    const words = mnemonic.split(" ");
    expect(words.filter((word) => (JSON.stringify(files) + JSON.stringify(env)).includes(`${word} `))).toEqual([]);
    expect(derived).toHaveLength(2);
  });

  it("sets no coinbase for several attesters of one mnemonic, so that each receives its own rewards", () => {
    const words = { attesterMnemonic: mnemonic, mnemonicAddressCount: 2 };
    const file = keystoreOf({ ...omit(testnet, "attesterPrivateKey"), ...words });
    expect(file.validators).toEqual([{ attester: ethereumKeysIn(mnemonic, { addressCount: 2 }), feeRecipient: ZERO }]);
  });
});

describe("a prover node with a remote signer", () => {
  it("has its publishers in the signer, and the first of them as its id", () => {
    const base = omit(custom("prover-node", "5.2.0"), "proverPublisherPrivateKeys");
    const file = keystoreOf({ ...base, proverPublisherAddresses: [REMOTE.publisher], remoteSignerUrl: SIGNER });
    expect(file).toEqual({
      schemaVersion: 1,
      prover: { id: REMOTE.publisher, publisher: [{ address: REMOTE.publisher, remoteSignerUrl: SIGNER }] },
    });
  });
});

describe("public data", () => {
  const addresses = [attester, encrypted, SECOND_KEY].map(ethereumAddress);
  const all = [...addresses, REMOTE.attester, ...derived.map(ethereumAddress)];

  it("contains the addresses of all attesters, wherever their keys are", () => {
    expect(attestersOf(settingsOf(several)).flatMap(({ addresses }) => addresses)).toEqual(all);
  });

  it("of the claim contains every attester, every publisher and the funding account", () => {
    const found = claimOf(settingsOf(several));
    const others = [
      ...all.filter((address) => address !== ethereumAddress(SECOND_KEY)),
      FUNDING_ADDRESS,
      REMOTE.publisher,
    ];
    expect(found?.attesters).toEqual([...all].sort());
    expect(found?.publishers).toEqual([...others, ethereumAddress(publisher)].sort());
  });

  it("of checked settings contains no secret of any attester", () => {
    const checked = JSON.stringify(settingsOf(several)).toLowerCase();
    const texts = Object.values(secretTexts(configOf(omit(several, "ethereumHosts", "l1ConsensusHosts"))));
    const hidden = texts.filter((text) => !text.startsWith("http")).map((text) => text.toLowerCase().replace("0x", ""));
    expect(hidden.length).toBeGreaterThan(8);
    expect(hidden.filter((text) => checked.includes(text))).toEqual([]);
  });

  it("in the outputs contains the coinbase and publishers of each attester, and no key", async () => {
    const { outputs, resources } = await runProgram({ name: "several", config: configOf(several), secrets });
    expect(outputs.attesters).toEqual(
      all.map((address) => {
        const publishers =
          address === ethereumAddress(SECOND_KEY)
            ? [ethereumAddress(publisher), REMOTE.publisher]
            : derived.map(ethereumAddress).includes(address)
              ? derived.map(ethereumAddress)
              : [address];
        return { address, coinbase: address === REMOTE.attester ? address : coinbase, publishers };
      }),
    );
    const shown = JSON.stringify(resources.map(({ inputs }) => withoutSecrets(inputs)));
    for (const secret of [attester, SECOND_KEY, encrypted, password, publisher, mnemonic]) {
      expect(shown.includes(secret)).toBe(false);
    }
  });
});
