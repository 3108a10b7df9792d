/**
 * Builds the keystore file of a node. It replaces keys in the environment, which everyone in the docker group
 * could read. Source: @aztec/node-keystore, schema version 1, the same from 2.0.2 on; keys/keystore-file.ts has all of it.
 */
import { pathOf } from "../settings/attester-names";
import { type Attester, attestersOf, mnemonicRange, proverAddresses } from "../settings/attesters";
import { ethereumAddress, normalEthereumKey, ZERO_AZTEC_ADDRESS } from "../keys/keys";
import { ethereumKeysIn } from "../keys/mnemonic";
import type { AttesterSettings, Settings } from "../settings/schema";
import { KEYS_DIRECTORY } from "../settings/schema/fixed";

/** Texts of secret settings, by their paths. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** An account in the file: a key, an address with its remote signer, or an encrypted key file with its password. */
type Account =
  | string
  | { readonly address: string; readonly remoteSignerUrl: string }
  | { readonly path: string; readonly password: string };

/**
 * Returns the file's text; undefined without any key.
 *
 * @param settings checked settings
 * @param texts    texts of all secret settings, and of generated keys
 */
export function keystore(settings: Settings, texts: Texts): string | undefined {
  if (settings.keystore) return texts.keystore;
  const validators = attestersOf(settings).flatMap((one) => validator(one, settings, texts) ?? []);
  const prover = settings.role === "prover-node" ? proverOf(settings, texts) : undefined;
  if (validators.length === 0 && !prover) return undefined;
  const funding = fundingOf(settings, texts);
  return JSON.stringify({
    schemaVersion: 1,
    ...(validators.length > 0 ? { validators } : {}),
    ...(prover ? { prover } : {}),
    ...(funding ? { fundingAccount: funding } : {}),
  });
}

/** Lists the operator's encrypted keys, each a separate file. Without `.json`, which the node would load as a keystore. */
export function encryptedKeyFiles(settings: Settings): { readonly path: string; readonly setting: string }[] {
  return attestersOf(settings).flatMap(({ name, settings: own }) =>
    (["attesterEncryptedKey", "blsEncryptedKey"] as const)
      .filter((setting) => own[setting])
      .map((setting) => ({ path: fileOf(setting, name), setting: pathOf(setting, name) })),
  );
}

const FILES = { attesterEncryptedKey: "attester-key", blsEncryptedKey: "bls-key" };

function fileOf(setting: keyof typeof FILES, name: string | undefined): string {
  return `${KEYS_DIRECTORY}/${pathOf(FILES[setting], name)}`;
}

function validator(attester: Attester, settings: Settings, texts: Texts) {
  const accounts = attesterAccounts(attester, texts);
  const [first] = accounts;
  if (first === undefined) return undefined;
  const bls = blsOf(attester, texts);
  const { publishersOf, settings: own } = attester;
  const address = attester.addresses[0] ?? (typeof first === "string" ? ethereumAddress(first) : undefined);
  // Without a coinbase the node uses the attester itself: right for several attesters of one mnemonic.
  const coinbase = attester.coinbase ?? (accounts.length === 1 ? address : undefined);
  const each = accounts.map((eth) => (bls ? { eth, bls } : eth));
  return {
    attester: each.length === 1 ? each[0] : each,
    ...(coinbase ? { coinbase } : {}),
    ...(publishersOf ? { publisher: publisherAccounts(attester, settings, texts) } : {}),
    feeRecipient: own.feeRecipient ?? settings.feeRecipient ?? ZERO_AZTEC_ADDRESS,
  };
}

function attesterAccounts({ name, source, settings, addresses }: Attester, texts: Texts): Account[] {
  const text = texts[pathOf(source, name)];
  if (source === "attesterAddress") return addresses.map((address) => remote(address, name, texts));
  if (text === undefined) return [];
  if (source === "attesterMnemonic") return ethereumKeysIn(text, mnemonicRange(settings));
  if (source === "attesterPrivateKey") return [normalEthereumKey(text)];
  return [{ path: fileOf(source, name), password: texts[pathOf("attesterPassword", name)] ?? "" }];
}

function blsOf({ name, settings }: Attester, texts: Texts): Account | undefined {
  if (!settings.blsEncryptedKey) return texts[pathOf("blsPrivateKey", name)];
  return { path: fileOf("blsEncryptedKey", name), password: texts[pathOf("blsPassword", name)] ?? "" };
}

function publisherAccounts(
  { name, publishersOf, settings }: Attester,
  stack: AttesterSettings,
  texts: Texts,
): Account[] {
  const whose = publishersOf === settings ? name : undefined;
  const { publisherAddresses = [] } = publishersOf ?? stack;
  return [
    ...keysOf(texts[pathOf("publisherPrivateKeys", whose)]),
    ...publisherAddresses.map((address) => remote(address, whose, texts)),
  ];
}

function proverOf(settings: Settings, texts: Texts) {
  const keys = keysOf(texts.proverPublisherPrivateKeys);
  const [first = keys[0] && ethereumAddress(keys[0])] = proverAddresses(settings);
  if (first === undefined) return undefined;
  const { proverPublisherAddresses = [] } = settings;
  const publisher = [...keys, ...proverPublisherAddresses.map((address) => remote(address, undefined, texts))];
  return { id: settings.prover.id ?? first, publisher };
}

function fundingOf({ fundingAddress }: Settings, { fundingPrivateKey, ...texts }: Texts): Account | undefined {
  if (fundingPrivateKey) return normalEthereumKey(fundingPrivateKey);
  return fundingAddress && remote(fundingAddress, undefined, texts);
}

function keysOf(texts: string | undefined): string[] {
  return texts === undefined ? [] : texts.split(",").map(normalEthereumKey);
}

/** Returns an account of a remote signer. An attester without its own signer uses the stack's. */
function remote(address: string, name: string | undefined, texts: Texts): Account {
  const remoteSignerUrl = texts[pathOf("remoteSignerUrl", name)] ?? texts.remoteSignerUrl ?? "";
  return { address, remoteSignerUrl };
}
