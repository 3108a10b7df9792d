/** The attesters of a stack by their addresses, with their settings and those that they inherit from the stack. */
import { pathOf } from "./attester-names";
import type { AttesterSettings, Settings } from "./schema";
import type { KeyRange } from "../keys/mnemonic";

/** Settings that identify an attester: each attester has exactly one. Messages propose the first. */
export const SOURCES = ["attesterPrivateKey", "attesterAddress", "attesterEncryptedKey", "attesterMnemonic"] as const;
type Source = (typeof SOURCES)[number];

/** The settings that select keys of a mnemonic. */
type MnemonicSettings = Pick<
  AttesterSettings,
  "mnemonicAccountIndex" | "mnemonicAccountCount" | "mnemonicAddressIndex" | "mnemonicAddressCount"
>;

/** One attester, or several with keys of one mnemonic and otherwise the same settings. */
export interface Attester {
  /** Undefined for the attester without a name. */
  readonly name: string | undefined;
  /** The setting that identifies it. */
  readonly source: Source;
  readonly settings: AttesterSettings;
  /** Empty if its key is not generated yet. */
  readonly addresses: readonly string[];
  /** The settings that define its publishers: its own or the stack's. Undefined: it publishes with its own key. */
  readonly publishersOf: AttesterSettings | undefined;
  /** Addresses that send its transactions. */
  readonly publishers: readonly string[];
  /** The address that receives the rewards. Undefined: each of its addresses receives its own. */
  readonly coinbase: string | undefined;
}

/** Returns the keys of its mnemonic that an attester uses. */
export function mnemonicRange(settings: MnemonicSettings): KeyRange {
  return {
    accountIndex: settings.mnemonicAccountIndex,
    accountCount: settings.mnemonicAccountCount,
    addressIndex: settings.mnemonicAddressIndex,
    addressCount: settings.mnemonicAddressCount,
  };
}

/** Returns each attester's name and its own settings: first the stack's, then those of the named attesters. */
export function attesterParts(settings: Settings): readonly (readonly [string | undefined, AttesterSettings])[] {
  return [[undefined, settings], ...Object.entries(settings.namedAttesters)];
}

/** Returns all attesters of a sequencer: first the one without a name, then the named ones. */
export function attestersOf(settings: Settings): Attester[] {
  if (settings.role !== "sequencer" || settings.keystore) return [];
  const all = attesterParts(settings).flatMap(([name, own]) => attesterOf(name, own, settings) ?? []);
  // On a local network the key is generated.
  return all.length === 0 && settings.network === "local"
    ? [buildAttester(undefined, SOURCES[0], settings, settings)]
    : all;
}

function attesterOf(name: string | undefined, own: AttesterSettings, stack: Settings): Attester | undefined {
  const source = SOURCES.find((setting) => own[setting] !== undefined);
  return source && buildAttester(name, source, own, stack);
}

function buildAttester(name: string | undefined, source: Source, own: AttesterSettings, stack: Settings): Attester {
  const addresses = addressesOf(name, source, own, stack);
  const publishersOf = [own, stack].find(hasPublishers);
  return {
    name,
    source,
    settings: own,
    addresses,
    publishersOf,
    publishers: publishersOf ? publisherAddresses(publishersOf) : addresses,
    coinbase: own.coinbase ?? stack.coinbase,
  };
}

function addressesOf(
  name: string | undefined,
  source: Source,
  { attesterPrivateKey, attesterAddress }: AttesterSettings,
  { derivedAddresses }: Settings,
): readonly string[] {
  if (source === "attesterPrivateKey") return attesterPrivateKey ? [attesterPrivateKey.address] : [];
  if (source === "attesterAddress") return attesterAddress ? [attesterAddress] : [];
  return derivedAddresses[pathOf(source, name)] ?? [];
}

/** Returns whether an attester's settings define publishers. */
function hasPublishers(settings: AttesterSettings): boolean {
  return settings.publisherPrivateKeys !== undefined || settings.publisherAddresses !== undefined;
}

/** Returns the addresses of the publishers in an attester's settings: of keys, then of a remote signer. */
function publisherAddresses(settings: AttesterSettings): string[] {
  return [...(settings.publisherPrivateKeys?.addresses ?? []), ...(settings.publisherAddresses ?? [])];
}

/** Returns the addresses that send the proofs of a prover node. */
export function proverAddresses({ proverPublisherPrivateKeys, proverPublisherAddresses }: Settings): string[] {
  return [...(proverPublisherPrivateKeys?.addresses ?? []), ...(proverPublisherAddresses ?? [])];
}
