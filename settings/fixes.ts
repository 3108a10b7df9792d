/** Changes that resolve a problem with a stack's configuration, as data: settings/commands.ts renders their commands. */

export type Fix = SetFix | RemoveFix | MoveFix | StopFix | ReplaceFileFix;

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
}

/** The operator removes a setting. */
export interface RemoveFix {
  readonly kind: "remove";
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

/** Returns a fix that sets a setting to a value that the operator decides. @param placeholder `<up to 50>` */
export function fillInFix(path: string, placeholder: string): SetFix {
  return { kind: "set", path, placeholder };
}

/** Returns a fix that removes a setting. */
export function removeFix(path: string): RemoveFix {
  return { kind: "remove", path };
}

/** Returns a fix that removes a top-level key of the file, whose name may have a dot. */
export function removeKeyFix(path: string): RemoveFix {
  return { kind: "remove", path, isName: true };
}

/** Returns a fix that sets a setting in place of what is elsewhere. */
export function moveFix(from: RemoveFix, to: string): MoveFix {
  return { kind: "move", from, to };
}
