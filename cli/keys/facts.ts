/** The public values of a stack's keys: addresses, public keys, the peer id, and registration data. Pure. */
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem, p2pKeyProblem, peerId as peerIdOf } from "../../keys/keys";
import { blsPublicKey, type Registration, registrationOf } from "../../keys/registration";
import { type Account, attestersIn, publishersIn } from "../../settings/accounts";
import { pathOf } from "../../settings/attester-names";
import { SOURCES } from "../../settings/attesters";
import { pathText, type RawConfig } from "../../settings/config-values";
import { keystoreFile } from "../../settings/schema/keystore-type";
import { attesterNames, type ConfigValues, configValues, parseSettings, partOf } from "../../settings/parse";
import { isDevStack } from "../../settings/stack-name";
import { OperatorError } from "../../terminal/output";

/** Public values of keys that the first `up` generated, which are not in the settings. */
export interface GeneratedKeys {
  readonly peerId?: string | undefined;
  readonly attester?: string | undefined;
}

export interface KeyFacts {
  /** In the order in which they are printed. */
  readonly lines: readonly (readonly [label: string, value: string])[];
  /** The registration data of each attester with one known address and a BLS key in plain text. */
  readonly registrations: readonly Registration[];
  /** The BLS keys that are in no registration, by their settings, with the reason. */
  readonly unregistered: readonly Unregistered[];
}

interface Unregistered {
  /** A further attester's name. */
  readonly attester: string | undefined;
  readonly setting: string;
  readonly reason: string;
}

/** @param config with decrypted secrets; it may be incomplete */
export function keyFacts(config: RawConfig, generated: GeneratedKeys): KeyFacts {
  const values = configValues(config);
  const { proverPublisherPrivateKeys, p2pPrivateKey, keystore } = values;
  const derived = parseSettings(values).settings?.derivedAddresses ?? {};
  const attesters = [undefined, ...attesterNames(values)].map((name) => {
    const addresses = SOURCES.flatMap((source) => derived[pathOf(source, name)] ?? []);
    const all = name === undefined ? [...addresses, generated.attester] : addresses;
    return attesterFacts(partOf(values, name), name, all);
  });
  return {
    lines: [
      ...attesters.flatMap(({ lines }) => lines),
      ...addressesOf(proverPublisherPrivateKeys).flatMap((address) => line("prover publisher", address)),
      ...(typeof keystore === "string" ? keystoreLines(keystore) : []),
      ...line("peer id", isP2pKey(p2pPrivateKey) ? peerIdOf(p2pPrivateKey) : generated.peerId),
    ],
    registrations: attesters.flatMap(({ registrations }) => registrations),
    unregistered: attesters.flatMap(({ unregistered }) => unregistered),
  };
}

/** @param derived addresses of encrypted keys, mnemonics and generated keys */
function attesterFacts(
  part: ConfigValues,
  name: string | undefined,
  derived: readonly (string | undefined)[],
): KeyFacts {
  const { attesterPrivateKey, attesterAddress, blsPrivateKey, publisherPrivateKeys, publisherAddresses } = part;
  const attesters = [...addressesOf(attesterPrivateKey), ...textsOf(attesterAddress)];
  const publishers = [...addressesOf(publisherPrivateKeys), ...textsOf(publisherAddresses)];
  const bls = typeof blsPrivateKey === "string" && !blsKeyProblem(blsPrivateKey) ? blsPrivateKey : undefined;
  const label = (text: string) => (name === undefined ? text : `${text}, ${name}`);
  const known = attesters.length > 0 ? attesters : derived.filter((address) => address !== undefined);
  return {
    lines: [
      ...known.flatMap((address) => line(label("attester"), address)),
      ...line(label("BLS public key"), bls && blsPublicKey(bls)),
      ...publishers.flatMap((address) => line(label("publisher"), address)),
    ],
    ...registrationIn(part, name, known, bls),
  };
}

/** Registers a BLS key for the one address that it belongs to; reports one whose attester is not clear. */
function registrationIn(
  { blsEncryptedKey }: ConfigValues,
  name: string | undefined,
  addresses: readonly string[],
  bls: string | undefined,
): Pick<KeyFacts, "registrations" | "unregistered"> {
  const without = (setting: string, reason: string) => ({
    registrations: [],
    unregistered: [{ attester: name, setting: pathOf(setting, name), reason }],
  });
  if (bls === undefined)
    return blsEncryptedKey === undefined
      ? { registrations: [], unregistered: [] }
      : without("blsEncryptedKey", "it is encrypted, and the output is made of plain keys");
  const [attester, ...others] = addresses;
  if (attester === undefined) return without("blsPrivateKey", "no address of its attester is known");
  if (others.length > 0) return without("blsPrivateKey", `its attester has ${addresses.length} addresses`);
  return { registrations: [registrationOf(attester, bls)], unregistered: [] };
}

function line(label: string, value: string | undefined): [string, string][] {
  return value ? [[label, value]] : [];
}

/** @param value an address or a list of them */
function textsOf(value: unknown): string[] {
  const all: unknown[] = [value].flat();
  return all.filter((text) => typeof text === "string");
}

/** Returns the addresses of the valid keys. @param keys a key or a list of them */
function addressesOf(keys: unknown): string[] {
  const all: unknown[] = Array.isArray(keys) ? keys : [keys];
  return all.flatMap((key) => (typeof key === "string" && !ethereumKeyProblem(key) ? ethereumAddress(key) : []));
}

function isP2pKey(key: unknown): key is string {
  return typeof key === "string" && p2pKeyProblem(key) === undefined;
}

function keystoreLines(text: string): [string, string][] {
  const { data: accounts, error } = keystoreFile().safeParse(text);
  if (!accounts) {
    return error.issues.map(({ path, message }): [string, string] => [pathText(["keystore", ...path]), message]);
  }
  const linesOf = (label: string, all: readonly Account[]) => all.flatMap(({ address }) => line(label, address));
  return [
    ...linesOf("keystore attester", attestersIn(accounts)),
    ...linesOf("keystore publisher", publishersIn(accounts)),
    ...linesOf("keystore prover", accounts.provers),
  ];
}

/**
 * Returns the registration data of all attesters of a stack that have it.
 *
 * @param requested the attester of --attester @throws {OperatorError} if it, or every attester, has none
 */
export function registrationsOf(
  { registrations, unregistered }: KeyFacts,
  stack: string,
  requested?: string,
): readonly Registration[] {
  const own = unregistered.filter(({ attester }) => requested !== undefined && attester === requested);
  if (registrations.length > 0 && own.length === 0) return registrations;
  if (unregistered.length > 0) {
    const lines = (own.length > 0 ? own : unregistered).map(leftOut);
    throw new OperatorError(["No staker output was written.", ...lines, OWN_TOOL].join("\n"));
  }
  const why = "The staker output requires both attesterPrivateKey and blsPrivateKey.";
  if (isDevStack(stack)) throw new OperatorError(`${why} A development stack registers its attester itself.`);
  throw new OperatorError(
    `${why} For an attester that is not registered yet and has no BLS key: aztec-validator keys new bls --stack ${stack}`,
  );
}

const OWN_TOOL = "  For such keys, use Aztec's own tool: aztec validator-keys --help";

/** Returns what a staker output lacks, for the operator who would register all of it. */
export function leftOutLines({ unregistered }: KeyFacts): string[] {
  return unregistered.length === 0 ? [] : ["Not in the staker output:", ...unregistered.map(leftOut), OWN_TOOL];
}

function leftOut({ setting, reason }: Unregistered): string {
  return `  ${setting}: ${reason}`;
}
