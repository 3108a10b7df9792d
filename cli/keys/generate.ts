/** Which keys a stack is given, under which settings, and where they come from. */
import { randomBytes } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { pathOf } from "../../settings/attester-names";
import { isApplicable } from "../../settings/checks/applicability";
import { chooseRelease } from "../../settings/releases/choose-release";
import { blsKeyAt, blsKeyOf, ethereumKeyAt, type KeyIndex } from "../../keys/mnemonic";
import { p2pKey } from "../../keys/keys";
import { type RawConfig, typedValues } from "../../settings/config-values";
import { drawAdmittedKey } from "../../keys/registration-gas";
import { settingsSchema, settingAt } from "../../settings/schema";
import { type Role, roles } from "../../settings/schema/definition";

/** Keys of a node, as the commands name them. */
export const KINDS = ["attester", "bls", "publishers", "p2p"] as const;
export type Kind = (typeof KINDS)[number];

/** Whose key it is. */
export interface Owner {
  readonly role: Role;
  /** The name of a further attester; undefined: the one without a name, or the node itself. */
  readonly attester?: string | undefined;
}

/** The setting that has a kind's key: a prover's publishers are other ones than a sequencer's. */
export function settingOf(kind: Kind, { role, attester }: Owner): string {
  if (kind === "p2p") return "p2pPrivateKey";
  if (kind === "publishers" && role === "prover-node") return "proverPublisherPrivateKeys";
  return pathOf(kind === "publishers" ? "publisherPrivateKeys" : `${kind}PrivateKey`, attester);
}

/** What a stack runs, also where its settings are not complete yet. */
export function roleOf(config: RawConfig): Role {
  return roles.find((role) => role === config.role) ?? "sequencer";
}

/** The keys without which a stack's node does not do its work: none where it does not sign. */
export function neededKinds(config: RawConfig): Kind[] {
  const role = roleOf(config);
  if (role === "prover-node") return ["publishers"];
  if (role !== "sequencer") return [];
  return hasBls(config) ? ["attester", "bls"] : ["attester"];
}

function hasBls(config: RawConfig): boolean {
  const variable = settingAt("blsPrivateKey");
  const values = typedValues(settingsSchema, config);
  const { data } = settingsSchema.pick({ release: true, image: true }).safeParse({
    release: values.release,
    image: values.image,
  });
  const { release } = chooseRelease({ network: "custom", release: data?.release, image: data?.image });
  return variable !== undefined && isApplicable(variable, release);
}

/** Where keys come from. */
export interface KeySource {
  /** @param offset from 0: each another key */
  readonly ethereum: (offset: number) => string;
  readonly bls: () => string;
}

/** Random keys. A BLS key is drawn again where the network could refuse it at registration for its gas. */
export const atRandom: KeySource = {
  ethereum: () => `0x${bytesToHex(secp256k1.utils.randomSecretKey())}`,
  bls: () => drawAdmittedKey(() => blsKeyOf(randomBytes(64))),
};

/** A mnemonic's keys: `aztec validator-keys new` has the same of the same words and numbers. */
export function ofMnemonic(mnemonic: string, index: KeyIndex, legacyBls: boolean): KeySource {
  const { addressIndex = 0 } = index;
  return {
    ethereum: (offset) => ethereumKeyAt(mnemonic, { ...index, addressIndex: addressIndex + offset }),
    bls: () => blsKeyAt(mnemonic, index, legacyBls),
  };
}

/**
 * New keys by their settings. Publishers follow the attester, as they do in the node's tool; a p2p identity is of no
 * mnemonic, since that tool has none for it.
 */
export function newKeys(
  kinds: readonly Kind[],
  owner: Owner,
  { publishers, source }: { readonly publishers: number; readonly source: KeySource },
): Record<string, string> {
  const first = owner.role === "sequencer" ? 1 : 0;
  const make: Record<Kind, () => string> = {
    attester: () => source.ethereum(0),
    bls: () => source.bls(),
    publishers: () => Array.from({ length: publishers }, (_, i) => source.ethereum(first + i)).join(","),
    p2p: () => p2pKey(bytesToHex(secp256k1.utils.randomSecretKey())),
  };
  return Object.fromEntries(kinds.map((kind) => [settingOf(kind, owner), make[kind]()]));
}
