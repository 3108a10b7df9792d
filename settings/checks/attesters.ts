/** Checks that each attester has exactly one key, and everything that belongs to it. */
import { pathOf } from "../attester-names";
import { attesterParts, attestersOf, mnemonicRange, SOURCES } from "../attesters";
import { excess, missing, type Problem } from "../problems";
import { rangeSize } from "../../keys/mnemonic";
import { attesterDefinitions, type AttesterSettings } from "../schema";
import { KEYSTORE_SINCE } from "../schema/attester";
import { isApplicable } from "./applicability";
import type { Check, Context } from "./context";

/** One attester's settings and their paths. */
interface Part {
  readonly name: string | undefined;
  readonly settings: AttesterSettings;
  readonly at: (setting: string) => string;
  readonly isSet: (setting: string) => boolean;
  /** Whether it has a key: a configured or a generated one. */
  readonly hasKey: boolean;
}

export const checkAttesters: Check = (context) => {
  // Other checks report these settings beside a keystore file, and for other roles.
  if (context.settings.keystore || context.settings.role !== "sequencer") return [];
  const isAlone = !context.release.isFrom(KEYSTORE_SINCE);
  const parts = partsOf(context).filter(({ name }) => !isAlone || name === undefined);
  return [
    ...parts.flatMap((part) => [...oneSource(part), ...passwords(part), ...mnemonic(part), ...bls(part)]),
    ...(isAlone ? forRelease(context) : []),
  ];
};

function partsOf({ settings, isSet }: Context): Part[] {
  const withKey = attestersOf(settings).map(({ name }) => name);
  return attesterParts(settings).map(([name, own]) => {
    const at = (setting: string) => pathOf(setting, name);
    return { name, settings: own, at, isSet: (setting) => isSet(at(setting)), hasKey: withKey.includes(name) };
  });
}

function oneSource({ name, at, isSet }: Part): Problem[] {
  const [first, ...others] = SOURCES.filter(isSet);
  if (first)
    return others.map((other) => excess(at(other), `and ${at(first)} are both set: an attester has only one key`));
  if (name === undefined) return [];
  const key = at("attesterPrivateKey");
  const alternatives = SOURCES.slice(1).map(at).join(", ");
  return [missing(key, `attester ${name} has settings but no key. Set it, or one of ${alternatives}`)];
}

const FILES = [
  ["attesterEncryptedKey", "attesterPassword"],
  ["blsEncryptedKey", "blsPassword"],
] as const;

function passwords({ at, isSet }: Part): Problem[] {
  return FILES.flatMap(([file, password]) => {
    if (isSet(file) === isSet(password)) return [];
    return isSet(file)
      ? [missing(at(password), `it decrypts ${at(file)}`)]
      : [excess(at(password), `has no effect without ${at(file)}, which it decrypts`)];
  });
}

const RANGE = ["mnemonicAccountIndex", "mnemonicAccountCount", "mnemonicAddressIndex", "mnemonicAddressCount"];

function mnemonic({ at, isSet }: Part): Problem[] {
  if (isSet("attesterMnemonic")) return [];
  return RANGE.filter(isSet).map((path) => excess(at(path), `has no effect without ${at("attesterMnemonic")}`));
}

function bls({ at, isSet, hasKey, settings }: Part): Problem[] {
  const set = ["blsPrivateKey", "blsEncryptedKey"].filter(isSet);
  if (set.length > 1)
    return [excess(at("blsEncryptedKey"), `and ${at("blsPrivateKey")} are both set: an attester has only one BLS key`)];
  const count = isSet("attesterMnemonic") ? rangeSize(mnemonicRange(settings)) : 1;
  if (count > 1)
    return set.map((path) => excess(at(path), `is a single key, but ${at("attesterMnemonic")} has ${count} attesters`));
  if (hasKey) return [];
  return set.map((path) =>
    excess(at(path), "has no attester: set attesterPrivateKey, or use blsPrivateKey-<name> for a named attester"),
  );
}

/** Finds named attesters for a release without a keystore file: it has one, whose key is in its environment. */
function forRelease({ settings, release, isSet }: Context): Problem[] {
  const message = `belongs to a further attester, but release ${release.version} supports only one. Releases from ${KEYSTORE_SINCE} on support several`;
  return Object.keys(settings.namedAttesters).flatMap((name) =>
    attesterDefinitions
      // Another check reports those that the release does not read.
      .filter((definition) => isApplicable(definition, release))
      .map(({ path }) => pathOf(path, name))
      .filter(isSet)
      .map((path) => excess(path, message)),
  );
}
