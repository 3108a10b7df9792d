/** Where the keys of a new stack come from: which settings `config` prompts for, and keys that it makes itself. */
import type { FlatConfig } from "../../settings/flat-config";
import { toRawConfig } from "../../settings/flat-config";
import { neededKinds, newKeys, randomKeys, roleOf } from "../keys/generate";

/**
 * The sources, as `--key-source` names them, with a label for the prompt and the settings of each. The first setting has or
 * names the key; the others alone choose no source.
 */
const SOURCES = {
  new: { label: "make new keys, and store them encrypted in the stack's file", paths: [] },
  "private-key": { label: "a private key that I enter", paths: ["attesterPrivateKey"] },
  "encrypted-file": {
    label: "an encrypted key file (JSON, version 3) and its password",
    paths: ["attesterEncryptedKey", "attesterPassword"],
  },
  mnemonic: { label: "a mnemonic", paths: ["attesterMnemonic"] },
  "remote-signer": { label: "a Web3Signer that holds the key", paths: ["attesterAddress", "remoteSignerUrl"] },
  keystore: { label: "a keystore file in the node's own form", paths: ["keystore"] },
} as const satisfies Readonly<Record<string, { label: string; paths: readonly string[] }>>;

export type KeySource = keyof typeof SOURCES;
export const KEY_SOURCES = ["new", "private-key", "encrypted-file", "mnemonic", "remote-signer", "keystore"] as const;
const OF_PROVER: readonly KeySource[] = ["new", "private-key", "keystore"];

/** Returns the sources that a role can have; none if it does not sign, or if the first `up` makes its keys. */
export function sourcesFor(values: FlatConfig): readonly KeySource[] {
  if (values.network === "local") return [];
  const role = roleOf(toRawConfig(values));
  if (role === "sequencer") return KEY_SOURCES;
  return role === "prover-node" ? OF_PROVER : [];
}

export function labelOf(source: KeySource): string {
  return SOURCES[source].label;
}

/** Returns the settings to prompt for. */
export function pathsOf(source: KeySource, values: FlatConfig): readonly string[] {
  const isProver = roleOf(toRawConfig(values)) === "prover-node";
  return isProver && source === "private-key" ? ["proverPublisherPrivateKeys"] : SOURCES[source].paths;
}

/** Returns the source of the keys that settings already have; undefined if they have none. */
export function sourceIn(values: FlatConfig): KeySource | undefined {
  return sourcesFor(values).find((source) =>
    pathsOf(source, values)
      .slice(0, 1)
      .some((path) => values[path] !== undefined),
  );
}

/** Returns whether the stack has a key of any kind, one of a further attester included. */
export function hasKeys(values: FlatConfig): boolean {
  return sourceIn(values) !== undefined || Object.keys(values).some((path) => /^attester[A-Z]\w*-/.test(path));
}

/** Returns the settings of other sources, which the stack does not use any more. */
export function obsoletePaths(source: KeySource, values: FlatConfig): readonly string[] {
  const kept = new Set<string>(source === "new" ? Object.keys(freshKeys(values)) : pathsOf(source, values));
  // A signer can hold other keys than the attester's.
  const isSignerUsed = Object.keys(values).some((path) => /Address(es)?(-|$)/.test(path) && path !== "attesterAddress");
  if (isSignerUsed) kept.add("remoteSignerUrl");
  return KEY_SOURCES.flatMap((one) => pathsOf(one, values)).filter((path) => !kept.has(path));
}

/** Makes the keys that the role and the release need, by setting. A BLS key that is there stays. */
export function freshKeys(values: FlatConfig): Record<string, string> {
  const config = toRawConfig(values);
  const hasBls = values.blsPrivateKey !== undefined || values.blsEncryptedKey !== undefined;
  const kinds = neededKinds(config).filter((kind) => kind !== "bls" || !hasBls);
  return newKeys(kinds, { role: roleOf(config) }, { publishers: 1, source: randomKeys });
}
