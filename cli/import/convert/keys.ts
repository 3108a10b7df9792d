/** Converts the node's keys, from its environment and its key files. */
import { ethereumAddress, ethereumKeyProblem, normalEthereumKey, ZERO_AZTEC_ADDRESS } from "../../../keys/keys";
import type { DataLocations } from "../read/data-locations";
import type { EffectiveEnv } from "../read/effective-env";
import type { EnvVars } from "../read/interpolation";
import type { KeyFiles } from "../read/old-files";
import { type Conversion, convert, drop, merge } from "./conversion";
import { convertKeystoreFiles } from "./keystore-files";

/** Variables that go into the keystore when they name several attesters. */
const KEYSTORE_VARS = [
  "VALIDATOR_PRIVATE_KEYS",
  "VALIDATOR_PRIVATE_KEY",
  "SEQ_PUBLISHER_PRIVATE_KEYS",
  "SEQ_PUBLISHER_PRIVATE_KEY",
  "VALIDATOR_ADDRESSES",
  "SEQ_PUBLISHER_ADDRESSES",
  "WEB3_SIGNER_URL",
  "COINBASE",
  "FEE_RECIPIENT",
];

/** @returns the conversion, and the variables that are not part of the keystore */
export function convertKeystore(
  env: EffectiveEnv,
  locations: DataLocations | undefined,
  keyFiles: KeyFiles,
): { keystore: Conversion; vars: EnvVars } {
  const { vars } = env;
  const keystore = keystoreFromFiles(env, locations, keyFiles);
  const keys = splitList(vars.VALIDATOR_PRIVATE_KEYS);
  const addresses = splitList(vars.VALIDATOR_ADDRESSES);
  const isMixed = keys.length > 0 && addresses.length > 0;
  const [name, attesters] =
    addresses.length > 0 ? ["VALIDATOR_ADDRESSES", addresses] : ["VALIDATOR_PRIVATE_KEYS", keys];
  if (keystore.values || isMixed || attesters.length <= 1) return { keystore, vars };
  const from = env.origins[name] ?? name;
  const note = `${attesters.length} attesters with their publishers, coinbase and fee recipient`;
  const rest = Object.entries(vars).filter(([name]) => !KEYSTORE_VARS.includes(name));
  const [publishers = "", ...others] = publisherVars(name, vars);
  const unused = [
    ...others.map((one) => [one, publishers, "from which the node takes the publishers"] as const),
    ...(vars.VALIDATOR_PRIVATE_KEY === undefined ? [] : [[OLD_NAME, name, "which has the attesters"] as const]),
  ].filter(([one, counts]) => vars[one] !== vars[counts]);
  return {
    keystore: merge([
      convert(from, "keystore", makeKeystore(attesters, splitList(vars[publishers]), vars), note),
      ...unused.map(([one, counts, why]) => drop(env.origins[one] ?? one, `${counts} counts, ${why}`)),
    ]),
    vars: Object.fromEntries(rest),
  };
}

const OLD_NAME = "VALIDATOR_PRIVATE_KEY";

/**
 * Returns the variables of publishers that are set, the one that counts first: beside addresses the node takes addresses.
 * Source: `createKeyStoreForValidator` of the node.
 */
function publisherVars(attesters: string, vars: EnvVars): string[] {
  const [addresses, ...keys] = [
    "SEQ_PUBLISHER_ADDRESSES",
    "SEQ_PUBLISHER_PRIVATE_KEYS",
    "SEQ_PUBLISHER_PRIVATE_KEY",
  ] as const;
  const all = attesters === "VALIDATOR_ADDRESSES" ? [addresses, ...keys] : [...keys, addresses];
  return all.filter((name) => vars[name] !== undefined);
}

/**
 * Builds a keystore file. An invalid key is kept as it is, and the settings' check reports it.
 *
 * @param attesters  their keys, or their addresses if a remote signer has the keys
 * @param publishers those of all attesters, in the same forms
 */
function makeKeystore(attesters: readonly string[], publishers: readonly string[], vars: EnvVars): string {
  const { WEB3_SIGNER_URL: remoteSigner } = vars;
  const validators = attesters.map((attester) => ({
    attester: normal(attester),
    ...coinbaseOf(attester, vars.COINBASE),
    ...(publishers.length > 0 ? { publisher: publishers.map(normal) } : {}),
    feeRecipient: vars.FEE_RECIPIENT ?? ZERO_AZTEC_ADDRESS,
  }));
  return JSON.stringify({ schemaVersion: 1, ...(remoteSigner === undefined ? {} : { remoteSigner }), validators });
}

const ADDRESS = /^0x[0-9a-f]{40}$/i;

/** Writes a key as a keystore has it. An address stays as it is. */
function normal(account: string): string {
  return ADDRESS.test(account) ? account : normalEthereumKey(account);
}

function coinbaseOf(attester: string, coinbase: string | undefined): { coinbase?: string } {
  if (coinbase !== undefined) return { coinbase };
  if (ADDRESS.test(attester)) return { coinbase: attester };
  return ethereumKeyProblem(attester) ? {} : { coinbase: ethereumAddress(attester) };
}

function splitList(value = ""): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function keystoreFromFiles(
  { vars, origins }: EffectiveEnv,
  locations: DataLocations | undefined,
  { keystores = [], missingKeystores = [] }: KeyFiles,
): Conversion {
  if (vars.KEY_STORE_DIRECTORY === undefined) return {};
  const from = origins.KEY_STORE_DIRECTORY ?? "KEY_STORE_DIRECTORY";
  if (keystores.length === 0) {
    const reason = locations?.keystore
      ? "the keystore could not be read: see the manual steps"
      : "nothing is mounted there, so no keystore was found";
    return drop(from, reason);
  }
  if (missingKeystores.length > 0) {
    const names = missingKeystores.join(", ");
    return drop(
      from,
      `keystores at ${names} cannot be read here, and a part of the keys would be lost: put copies of all keystore files into one folder that this user may read, and name that folder in KEY_STORE_DIRECTORY`,
    );
  }
  return convertKeystoreFiles(from, keystores);
}

/** Keeps the p2p identity of the key file. A variable overrides the file, as in the node. */
export function convertP2pKey({ vars }: EffectiveEnv, { p2pKey }: KeyFiles): Conversion {
  if (!p2pKey || vars.PEER_ID_PRIVATE_KEY) return {};
  return convert(p2pKey.from, "p2pPrivateKey", p2pKey.text.trim(), "keeps the p2p identity");
}
