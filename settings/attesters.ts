/** A stack's attesters, each with what is its own and what it has of the stack: in public, by addresses. */
import { pathOf } from "./attester-names";
import type { AttesterSettings, Settings } from "./schema";
import type { KeyRange } from "../keys/mnemonic";

/** Settings that say who attests: an attester has one of them. The first is the one to advise. */
export const SOURCES = ["attesterPrivateKey", "attesterAddress", "attesterEncryptedKey", "attesterMnemonic"] as const;
type Source = (typeof SOURCES)[number];

/** The settings that select keys of a mnemonic. */
type MnemonicSettings = Pick<
  AttesterSettings,
  "mnemonicAccountIndex" | "mnemonicAccountCount" | "mnemonicAddressIndex" | "mnemonicAddressCount"
>;

/** One attester; or several, whose keys are of one mnemonic and who have all else in common. */
export interface Attester {
  /** Undefined: the one whose settings have no name behind them. */
  readonly name: string | undefined;
  /** Who it is said to be by. */
  readonly source: Source;
  readonly settings: AttesterSettings;
  /** Empty where its key is still to be made. */
  readonly addresses: readonly string[];
  /** Whose publishers it has: its own, the stack's, or nobody's: then it sends by itself. */
  readonly publishersOf: AttesterSettings | undefined;
  /** Who sends its transactions. */
  readonly publishers: readonly string[];
  /** Who receives the rewards; undefined: each of its addresses. */
  readonly coinbase: string | undefined;
}

/** Returns which keys of its mnemonic an attester has. */
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

/** All attesters of a sequencer: the one without a name first, the others by their names. */
export function attestersOf(settings: Settings): Attester[] {
  if (settings.role !== "sequencer" || settings.keystore) return [];
  const all = attesterParts(settings).flatMap(([name, own]) => attesterOf(name, own, settings) ?? []);
  // On a chain of one's own there is a generated key.
  return all.length === 0 && settings.network === "local" ? [madeOf(undefined, SOURCES[0], settings, settings)] : all;
}

function attesterOf(name: string | undefined, own: AttesterSettings, stack: Settings): Attester | undefined {
  const source = SOURCES.find((one) => own[one] !== undefined);
  return source && madeOf(name, source, own, stack);
}

function madeOf(name: string | undefined, source: Source, own: AttesterSettings, stack: Settings): Attester {
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
  { derivedAddresses: sealed }: Settings,
): readonly string[] {
  if (source === "attesterPrivateKey") return attesterPrivateKey ? [attesterPrivateKey.address] : [];
  if (source === "attesterAddress") return attesterAddress ? [attesterAddress] : [];
  return sealed[pathOf(source, name)] ?? [];
}

/** Whether an attester's settings have publishers. */
function hasPublishers(settings: AttesterSettings): boolean {
  return settings.publisherPrivateKeys !== undefined || settings.publisherAddresses !== undefined;
}

/** The addresses of an attester's own publishers: of keys, then of a remote signer. */
export function publisherAddresses(settings: AttesterSettings): string[] {
  return [...(settings.publisherPrivateKeys?.addresses ?? []), ...(settings.publisherAddresses ?? [])];
}

/** The addresses that a prover node sends proofs from. */
export function proverAddresses({ proverPublisherPrivateKeys, proverPublisherAddresses }: Settings): string[] {
  return [...(proverPublisherPrivateKeys?.addresses ?? []), ...(proverPublisherAddresses ?? [])];
}
