/** What the table knows of a setting besides its type; each group of the table is in a file beside this one. */
import { z } from "zod";

/** What a stack runs. */
export const roles = ["sequencer", "full-node", "prover-node", "prover-broker", "prover-agent"] as const;
export type Role = (typeof roles)[number];

/** Roles that keep the chain, and so talk to peers. */
export const nodeRoles: readonly Role[] = ["sequencer", "full-node", "prover-node"];
/** Roles that send transactions to Ethereum. */
export const publisherRoles: readonly Role[] = ["sequencer", "prover-node"];

/** Where a node can run. */
export const hostKinds = ["local", "ssh", "aws"] as const;
export type HostKind = (typeof hostKinds)[number];

/** Variables of the node that get one setting's value: one of a row's, by release. */
export interface EnvNames {
  /** All of these get the value. */
  readonly names: readonly string[];
  /** The first release in which it is of use, where releases.json alone would say too much. */
  readonly since?: string;
  /** The first release in which it no longer is. */
  readonly until?: string;
  /** The value is an address, and the variable wants `<address>:<p2p port>`. */
  readonly withPort?: true;
}

/** A row of the table. */
export interface SettingMetadata {
  /** One sentence, without its full stop: what it does. */
  readonly description: string;
  /** What a number counts. */
  readonly unit?: string;
  /** What the node does where it is not set; ours is in the type. */
  readonly nodeDefault?: string;
  /** The variable or prompt of the seed's tool that it takes the place of. */
  readonly legacyNames?: readonly string[];
  /** The node's variables, newest first: the first one that a release reads is written. */
  readonly env?: readonly (string | EnvNames)[];
  /** Where it has no variable of its own, it is behind the addresses of `withPort`. */
  readonly behindAddresses?: true;
  /** From this release on the node reads it from a file and not from its environment. */
  readonly fileSince?: string;
  /** Who has a use for it. @default every role */
  readonly roles?: readonly Role[];
  /** Which kinds of host have a use for it. @default every kind */
  readonly hosts?: readonly HostKind[];
  /** What to do with a release that has no use for it. */
  readonly alternative?: string;
  /** `always`: it has to be stored encrypted. `with a key`: only when an API key or a password is in it. */
  readonly secret?: "always" | "with a key";
}

const metadata = z.registry<SettingMetadata>();

/** Puts a row into the table. @param type with its default, or optional @returns the type */
export function setting<T extends z.ZodType>(type: T, row: SettingMetadata): T {
  metadata.add(type, row);
  return type;
}

/** A setting's type and row, and where it is in a stack's configuration. */
export interface SettingDefinition extends SettingMetadata {
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
  readonly type: z.ZodType;
}

/** All rows of a group, in the table's order. */
export function definitionsOf(group: z.ZodType, prefix = ""): SettingDefinition[] {
  const object = group instanceof z.ZodPrefault ? group.unwrap() : group;
  if (!(object instanceof z.ZodObject)) throw new Error(`${prefix} is neither a setting nor a group of them`);
  return Object.entries(object.shape).flatMap(([key, type]) => {
    const path = prefix ? `${prefix}.${key}` : key;
    if (!(type instanceof z.ZodType)) throw new Error(`${path} has no type`);
    const row = metadata.get(type);
    return row ? [{ ...row, path, type }] : definitionsOf(type, path);
  });
}

/** The type that an operator's value has, without "optional" and "default", and before it is made uniform. */
export function inputType(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault) {
    const inner = type.unwrap();
    return inner instanceof z.ZodType ? inputType(inner) : type;
  }
  if (type instanceof z.ZodPipe) return type.in instanceof z.ZodType ? inputType(type.in) : type;
  return type;
}
