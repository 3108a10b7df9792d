/** What is public of a stack's keys: what a person may see, and what an attester is registered with. Pure. */
import { pathOf } from "../../settings/attester-names";
import { SOURCES } from "../../settings/attesters";
import { parseKeystore } from "../../keys/keystore-file";
import { blsKeyProblem, ethereumAddress, ethereumKeyProblem, p2pKeyProblem, peerId as peerIdOf } from "../../keys/keys";
import { attesterNames, parseSettings, partOf, configValues, type ConfigValues } from "../../settings/parse";
import type { RawConfig } from "../../settings/config-values";
import { blsPublicKey, type Registration, registrationOf } from "../../keys/registration";
import { OperatorError } from "../../terminal/output";

/** Public facts of what the first `up` made and the settings do not have. */
export interface Made {
  readonly peerId?: string | undefined;
  readonly attester?: string | undefined;
}

export interface KeyFacts {
  /** What it is, and its public form: in the order in which they are shown. */
  readonly lines: readonly (readonly [label: string, value: string])[];
  /** Of each attester whose BLS key is known. */
  readonly registrations: readonly Registration[];
}

/** @param config in clear, and it need not be complete */
export function keyFacts(config: RawConfig, made: Made): KeyFacts {
  const values = configValues(config);
  const { proverPublisherPrivateKeys, p2pPrivateKey, keystore } = values;
  const sealed = parseSettings(values).settings?.derivedAddresses ?? {};
  const attesters = [undefined, ...attesterNames(values)].map((name) => {
    const known = SOURCES.flatMap((source) => sealed[pathOf(source, name)] ?? []);
    return attesterFacts(partOf(values, name), name, name === undefined ? [...known, made.attester] : known);
  });
  return {
    lines: [
      ...attesters.flatMap(({ lines }) => lines),
      ...addresses(proverPublisherPrivateKeys).flatMap((address) => line("prover's publisher", address)),
      ...(typeof keystore === "string" ? ofKeystore(keystore) : []),
      ...line("peer id", isP2pKey(p2pPrivateKey) ? peerIdOf(p2pPrivateKey) : made.peerId),
    ],
    registrations: attesters.flatMap(({ registrations }) => registrations),
  };
}

/** @param known addresses of the attester that are not of a key in clear or a signer */
function attesterFacts(part: ConfigValues, name: string | undefined, known: readonly (string | undefined)[]): KeyFacts {
  const { attesterPrivateKey, attesterAddress, blsPrivateKey, publisherPrivateKeys, publisherAddresses } = part;
  const attesters = [...addresses(attesterPrivateKey), ...texts(attesterAddress)];
  const bls = typeof blsPrivateKey === "string" && !blsKeyProblem(blsPrivateKey) ? blsPrivateKey : undefined;
  const label = (text: string) => (name === undefined ? text : `${text}, ${name}`);
  const [attester] = attesters;
  return {
    lines: [
      ...(attester ? attesters : known).flatMap((address) => line(label("attester"), address)),
      ...line(label("BLS public key"), bls && blsPublicKey(bls)),
      ...[...addresses(publisherPrivateKeys), ...texts(publisherAddresses)].flatMap((address) =>
        line(label("publisher"), address),
      ),
    ],
    registrations: attester && bls ? [registrationOf(attester, bls)] : [],
  };
}

function line(label: string, value: string | undefined): [string, string][] {
  return value ? [[label, value]] : [];
}

/** @param given one address or a list */
function texts(given: unknown): string[] {
  const all: unknown[] = [given].flat();
  return all.filter((text) => typeof text === "string");
}

/** @param keys one or a list, as the settings have them; what is no key has no address */
function addresses(keys: unknown): string[] {
  const all: unknown[] = Array.isArray(keys) ? keys : [keys];
  return all.flatMap((key) => (typeof key === "string" && !ethereumKeyProblem(key) ? ethereumAddress(key) : []));
}

function isP2pKey(key: unknown): key is string {
  return typeof key === "string" && p2pKeyProblem(key) === undefined;
}

function ofKeystore(text: string): [string, string][] {
  const facts = parseKeystore(text);
  if (typeof facts === "string") return [["keystore", facts]];
  const all = (label: string, of: readonly string[]) => of.flatMap((address) => line(label, address));
  return [
    ...all("keystore's attester", facts.attesters),
    ...all("keystore's publisher", facts.publishers),
    ...all("keystore's prover", facts.provers),
  ];
}

/** What attesters are registered with. @throws {OperatorError} if there is none whose keys are known */
export function registrationsOf({ registrations }: KeyFacts): readonly Registration[] {
  if (registrations.length > 0) return registrations;
  throw new OperatorError("There is no staker output without both attesterPrivateKey and blsPrivateKey.");
}
