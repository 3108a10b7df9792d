/** Whether each attester has one key, and all that goes with it. */
import { pathOf } from "../attester-names";
import { type Attester, attesterParts, attestersOf, mnemonicRange, SOURCES } from "../attesters";
import { excess, missing, type Problem, wrong } from "../problems";
import { rangeSize } from "../../keys/mnemonic";
import type { AttesterSettings } from "../schema";
import { KEYSTORE_SINCE } from "../schema/attester";
import type { Check, Context } from "./context";

/** An attester's settings, and how a path of them is written. */
interface Part {
  readonly name: string | undefined;
  readonly settings: AttesterSettings;
  readonly at: (setting: string) => string;
  readonly isSet: (setting: string) => boolean;
  /** Whether it is an attester: by a source, or by a key that is generated. */
  readonly isThere: boolean;
}

export const checkAttesters: Check = (context) => {
  // Of a whole file nothing here is of use: that is told by itself. And so it is of another role.
  if (context.settings.keystore || context.settings.role !== "sequencer") return [];
  const parts = partsOf(context);
  return [
    ...parts.flatMap((part) => [...oneSource(part), ...passwords(part), ...mnemonic(part), ...bls(part)]),
    ...signers(context, parts),
    ...twice(attestersOf(context.settings)),
    ...forRelease(context),
  ];
};

function partsOf({ settings, isSet }: Context): Part[] {
  const there = attestersOf(settings).map(({ name }) => name);
  return attesterParts(settings).map(([name, own]) => {
    const at = (setting: string) => pathOf(setting, name);
    return { name, settings: own, at, isSet: (setting) => isSet(at(setting)), isThere: there.includes(name) };
  });
}

function oneSource({ name, at, isSet }: Part): Problem[] {
  const [first, ...others] = SOURCES.filter(isSet);
  if (first)
    return others.map((other) => excess(at(other), `is set together with ${at(first)}: an attester has one key`));
  if (name === undefined) return [];
  const key = at("attesterPrivateKey");
  const instead = SOURCES.slice(1).map(at).join(", ");
  return [missing(key, `there are settings of an attester ${name} without a key; or set ${instead}`)];
}

const FILES = [
  ["attesterEncryptedKey", "attesterPassword"],
  ["blsEncryptedKey", "blsPassword"],
] as const;

function passwords({ at, isSet }: Part): Problem[] {
  return FILES.flatMap(([file, password]) => {
    if (isSet(file) === isSet(password)) return [];
    return isSet(file)
      ? [missing(at(password), `it opens ${at(file)}`)]
      : [excess(at(password), `is of use only with ${at(file)}, which it opens`)];
  });
}

const RANGE = ["mnemonicAccountIndex", "mnemonicAccountCount", "mnemonicAddressIndex", "mnemonicAddressCount"];

function mnemonic({ at, isSet }: Part): Problem[] {
  if (isSet("attesterMnemonic")) return [];
  return RANGE.filter(isSet).map((path) => excess(at(path), `is of use only with ${at("attesterMnemonic")}`));
}

function bls({ at, isSet, isThere, settings }: Part): Problem[] {
  const set = ["blsPrivateKey", "blsEncryptedKey"].filter(isSet);
  if (set.length > 1) return [excess(at("blsEncryptedKey"), `is set together with ${at("blsPrivateKey")}`)];
  const count = isSet("attesterMnemonic") ? rangeSize(mnemonicRange(settings)) : 1;
  if (count > 1)
    return set.map((path) => excess(at(path), `is one key, and ${at("attesterMnemonic")} has ${count} attesters`));
  if (isThere) return [];
  return set.map((path) => excess(at(path), "is of no attester: none without a name has a key"));
}

/** Settings with addresses that a remote signer signs for. */
const REMOTE = ["attesterAddress", "publisherAddresses"];

function signers({ isSet }: Context, parts: readonly Part[]): Problem[] {
  const all = parts.map((part) => {
    const own = REMOTE.filter(part.isSet).map(part.at);
    const paths = part.name === undefined && isSet("fundingAddress") ? [...own, "fundingAddress"] : own;
    return { path: part.at("remoteSignerUrl"), paths };
  });
  const unsigned = all.filter(({ path }) => !isSet(path)).flatMap(({ paths }) => paths);
  const isMissing = unsigned.length > 0 && !isSet("remoteSignerUrl");
  const idle = all.filter(({ path, paths }) => isSet(path) && paths.length === 0);
  // The stack's signs for all that have none of their own.
  const unneeded = idle.filter(({ path }) => path !== "remoteSignerUrl" || unsigned.length === 0);
  return [
    ...(isMissing ? [missing("remoteSignerUrl", `it signs for ${unsigned.join(" and ")}`)] : []),
    ...unneeded.map(({ path }) => excess(path, "signs for no address: of the keys here none is in a remote signer")),
  ];
}

/** Two of the node's attesters with one key: the node does not start. */
function twice(all: readonly Attester[]): Problem[] {
  const places = all.flatMap(({ name, source, addresses }) =>
    addresses.map((address) => ({ address, path: pathOf(source, name) })),
  );
  return places.flatMap(({ address, path }, i) => {
    const first = places.slice(0, i).find((one) => one.address === address);
    return first ? [wrong(path, `has the attester ${address} a second time: ${first.path} has it`)] : [];
  });
}

/** Releases that read no file have one attester, whose key is in their environment. */
function forRelease({ settings, release }: Context): Problem[] {
  if (release.isFrom(KEYSTORE_SINCE)) return [];
  return Object.keys(settings.namedAttesters).map((name) => {
    const path = pathOf("attesterPrivateKey", name);
    const message = `is of a second attester, and release ${release.version} takes one: nodes from ${KEYSTORE_SINCE} on read a file with several`;
    return excess(path, message);
  });
}
