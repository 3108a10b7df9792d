/** Changes that resolve a problem with a stack's configuration, as data: settings/commands.ts renders their commands. */

import { mayHoldKey } from "./secrecy";

export type Fix = SetFix | EncryptFix | RemoveFix | MoveFix | StopFix | ReplaceFileFix;

/** The operator sets a setting. */
export interface SetFix {
  readonly kind: "set";
  /** As the operator writes it: `p2p.port`. `p2p.<setting>` if only the group is clear. */
  readonly path: string;
  /** The right value, if there is only one. */
  readonly value?: string | undefined;
  /** The placeholder for a value that the operator decides: `<up to 50>`. @default that of the setting's type */
  readonly placeholder?: string | undefined;
  /** Whether this value is a secret, in a group whose other values need not be. @default as the setting's type says */
  readonly isSecret?: true;
  /** Whether it has a value already, of which it may be the only copy. */
  readonly replaces?: true;
}

/** The operator encrypts a value that is in plain text. */
interface EncryptFix {
  readonly kind: "encrypt";
  /** As the operator writes it: `attesterPrivateKey`. */
  readonly path: string;
}

/** The operator removes a setting. */
export interface RemoveFix {
  /** `remove secret`: it may be the only copy of a key. Only the operator removes it, and keeps a copy. */
  readonly kind: "remove" | "remove secret";
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
  /** Whether it is the name of a top-level key, also where it has a dot. @default a path */
  readonly isName?: true;
}

/** The operator sets a setting in place of what is elsewhere. */
export interface MoveFix {
  readonly kind: "move";
  /** What to remove, as the operator writes it: `extraEnv.P2P_PORT`. */
  readonly from: RemoveFix;
  /** What to set, as the operator writes it: `p2p.port`. */
  readonly to: string;
}

/** The operator stops the node of another stack. */
interface StopFix {
  readonly kind: "stop";
  readonly stack: string;
}

/** The operator puts a stack's file aside, and makes another. */
interface ReplaceFileFix {
  readonly kind: "replace file";
  readonly stack: string;
}

/** Returns a fix that sets a setting. @param value undefined if the operator decides it */
export function setFix(path: string, value?: string): SetFix {
  return { kind: "set", path, value };
}

/** Returns a fix that sets another value in place of a wrong one. */
export function replaceFix(path: string): SetFix {
  return { ...setFix(path), replaces: true };
}

/** Returns a fix that sets a setting to a value that the operator decides. @param placeholder `<up to 50>` */
export function fillInFix(path: string, placeholder: string): SetFix {
  return { kind: "set", path, placeholder };
}

/** Returns a fix that encrypts a value in its place. */
export function encryptFix(path: string): EncryptFix {
  return { kind: "encrypt", path };
}

/** Returns a fix that removes a setting. @param value the present one, if the path alone does not say what it is */
export function removeFix(path: string, value?: unknown): RemoveFix {
  return { kind: mayHoldKey(path, value) ? "remove secret" : "remove", path };
}

/** Returns a fix that removes a top-level key of the file, whose name may have a dot. @param value as of removeFix */
export function removeKeyFix(path: string, value?: unknown): RemoveFix {
  return { ...removeFix(path, value), isName: true };
}

/** Returns a fix that sets a setting in place of what is elsewhere. */
export function moveFix(from: RemoveFix, to: string): MoveFix {
  return { kind: "move", from, to };
}
