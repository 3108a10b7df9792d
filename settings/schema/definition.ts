/** Metadata of settings. Each group of settings has a file in this folder. */
import { z } from "zod";

/** Kinds of node. */
export const roles = ["sequencer", "full-node", "prover-node", "prover-broker", "prover-agent"] as const;
export type Role = (typeof roles)[number];

/** Roles that store the chain, and so connect to peers. */
export const nodeRoles: readonly Role[] = ["sequencer", "full-node", "prover-node"];
/** Roles that prove epochs together. */
export const proverRoles: readonly Role[] = ["prover-node", "prover-broker", "prover-agent"];
/** Roles that send transactions to Ethereum. */
export const publisherRoles: readonly Role[] = ["sequencer", "prover-node"];

/** Kinds of host. */
export const hostKinds = ["local", "ssh", "aws"] as const;
export type HostKind = (typeof hostKinds)[number];

/** Environment variables that receive the value of a setting in some releases. */
export interface EnvNames {
  /** All of them receive the value. */
  readonly names: readonly string[];
  /** The first release that uses it, if releases.json alone would allow older ones. */
  readonly since?: string;
  /** The first release that no longer uses it. */
  readonly until?: string;
  /** The value is an address, but the variable expects `<address>:<p2p port>`. */
  readonly withPort?: true;
}

/** Metadata of one setting. */
export interface SettingMetadata {
  /** What it does, when to set it, and what happens if it is not set. Without the last full stop. */
  readonly description: string;
  /** The unit of a number. */
  readonly unit?: string;
  /** The node's default. Defaults of this program are in the type. */
  readonly nodeDefault?: string;
  /** The variables, flags or prompts (`prompt: …`) of aztec-spartan.sh that it replaces. */
  readonly legacyNames?: readonly string[];
  /** The node's environment variables, newest first. The first one that the release reads is used. */
  readonly env?: readonly (string | EnvNames)[];
  /** Releases without a port variable expect it as `:port` after the address variables. */
  readonly behindAddresses?: true;
  /** The first release that reads it from a file instead of an environment variable. */
  readonly fileSince?: string;
  /** Roles that use it. @default every role */
  readonly roles?: readonly Role[];
  /** Kinds of host that use it. @default every kind */
  readonly hosts?: readonly HostKind[];
  /** The alternative for releases that do not read it. */
  readonly alternative?: string;
  /** Returns an element of a list as the node gets it. @default as it is */
  readonly rendered?: (element: string) => string;
  /** `always`: must be stored encrypted. `with a key`: only if it contains an API key or a password. */
  readonly secret?: "always" | "with a key";
}

const metadata = z.registry<SettingMetadata>();

/** Defines a setting. @param type with its default, or optional @returns the type */
export function setting<T extends z.ZodType>(type: T, definition: SettingMetadata): T {
  metadata.add(type, definition);
  return type;
}

/** A setting: its path in a stack's configuration, type and metadata. */
export interface SettingDefinition extends SettingMetadata {
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
  readonly type: z.ZodType;
}

/** Returns all settings of a group, in order. */
export function definitionsOf(group: z.ZodType, prefix = ""): SettingDefinition[] {
  const object = group instanceof z.ZodPrefault ? group.unwrap() : group;
  if (!(object instanceof z.ZodObject)) throw new Error(`${prefix} is neither a setting nor a group of them`);
  return Object.entries(object.shape).flatMap(([key, type]) => {
    const path = prefix ? `${prefix}.${key}` : key;
    if (!(type instanceof z.ZodType)) throw new Error(`${path} has no type`);
    const found = metadata.get(type);
    return found ? [{ ...found, path, type }] : definitionsOf(type, path);
  });
}

/** Returns the type of the value that an operator enters: without optional, default and transform. */
export function inputType(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault) {
    const inner = type.unwrap();
    return inner instanceof z.ZodType ? inputType(inner) : type;
  }
  if (type instanceof z.ZodPipe) return type.in instanceof z.ZodType ? inputType(type.in) : type;
  return type;
}
