/** Generates a stack's keys, and returns the setting that stores each key. */
import { randomBytes } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { blsKeyAt, blsKeyOf, ethereumKeyAt, type KeyIndex } from "../../keys/mnemonic";
import { p2pKey } from "../../keys/keys";
import { drawAdmittedKey } from "../../keys/registration-gas";
import { pathOf } from "../../settings/attester-names";
import { isApplicable } from "../../settings/checks/applicability";
import { type RawConfig, typedValues } from "../../settings/config-values";
import { chooseRelease } from "../../settings/releases/choose-release";
import { settingAt, settingsSchema } from "../../settings/schema";
import { type Role, roles } from "../../settings/schema/definition";

/** The kinds of keys, as the commands name them. */
export const KEY_KINDS = ["attester", "bls", "publishers", "p2p"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** The role whose key it is, and the attester. */
export interface KeyOwner {
  readonly role: Role;
  /** A further attester's name; undefined for the attester without one, and for the node's own keys. */
  readonly attester?: string | undefined;
}

/** The settings of an attester's keys; a further attester's have its name as suffix. */
const ATTESTER_SETTINGS = {
  attester: "attesterPrivateKey",
  bls: "blsPrivateKey",
  publishers: "publisherPrivateKeys",
} as const;

/** Returns the setting that stores a kind of key. A prover node has its own publishers. */
export function settingOf(kind: KeyKind, { role, attester }: KeyOwner): string {
  if (kind === "p2p") return "p2pPrivateKey";
  if (kind === "publishers" && role === "prover-node") return "proverPublisherPrivateKeys";
  return pathOf(ATTESTER_SETTINGS[kind], attester);
}

/** Returns a stack's role, even if its settings are incomplete. */
export function roleOf(config: RawConfig): Role {
  return roles.find((role) => role === config.role) ?? "sequencer";
}

/** Returns the keys that the node needs for its duties; none for a role that does not sign. */
export function neededKinds(config: RawConfig): KeyKind[] {
  const role = roleOf(config);
  if (role === "prover-node") return ["publishers"];
  if (role !== "sequencer") return [];
  return usesBls(config) ? ["attester", "bls"] : ["attester"];
}

function usesBls(config: RawConfig): boolean {
  const definition = settingAt("blsPrivateKey");
  const values = typedValues(settingsSchema, config);
  const { data } = settingsSchema.pick({ release: true, image: true }).safeParse({
    release: values.release,
    image: values.image,
  });
  const { release } = chooseRelease({ network: "custom", release: data?.release, image: data?.image });
  return definition !== undefined && isApplicable(definition, release);
}

export interface KeySource {
  /** @param offset from 0; each offset has another key */
  readonly ethereum: (offset: number) => string;
  readonly bls: () => string;
}

/** Random keys. A BLS key is drawn again if the network could refuse its registration for its gas. */
export const randomKeys: KeySource = {
  ethereum: () => `0x${bytesToHex(secp256k1.utils.randomSecretKey())}`,
  bls: () => drawAdmittedKey(() => blsKeyOf(randomBytes(64))),
};

/** Derives the keys that `aztec validator-keys new` derives from the same mnemonic and indexes. */
export function keysFromMnemonic(mnemonic: string, index: KeyIndex, legacyBls: boolean): KeySource {
  const { addressIndex = 0 } = index;
  return {
    ethereum: (offset) => ethereumKeyAt(mnemonic, { ...index, addressIndex: addressIndex + offset }),
    bls: () => blsKeyAt(mnemonic, index, legacyBls),
  };
}

/**
 * Generates keys, by setting. Publishers use the indexes after the attester's, as in Aztec's own tool. A p2p identity
 * is always random: that tool derives none.
 */
export function newKeys(
  kinds: readonly KeyKind[],
  owner: KeyOwner,
  { publishers, source }: { readonly publishers: number; readonly source: KeySource },
): Record<string, string> {
  const firstPublisher = owner.role === "sequencer" ? 1 : 0;
  const generate: Record<KeyKind, () => string> = {
    attester: () => source.ethereum(0),
    bls: () => source.bls(),
    publishers: () => Array.from({ length: publishers }, (_, i) => source.ethereum(firstPublisher + i)).join(","),
    p2p: () => p2pKey(bytesToHex(secp256k1.utils.randomSecretKey())),
  };
  return Object.fromEntries(kinds.map((kind) => [settingOf(kind, owner), generate[kind]()]));
}
