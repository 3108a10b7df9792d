/** Changes that resolve a problem with a stack's configuration, as data: settings/commands.ts renders their commands. */

export type Fix = SetFix | RemoveFix | StopFix;

/** A setting that has to be set. */
export interface SetFix {
  readonly kind: "set";
  /** As the operator writes it: `p2p.port`; in a group whose member is not known `p2p.<setting>`. */
  readonly path: string;
  /** The right value, where it is known. */
  readonly value?: string | undefined;
  /** What the operator has to fill in, for people: `<up to 50>`. @default the blank of the setting's type */
  readonly placeholder?: string | undefined;
}

/** A setting that has to be removed. */
export interface RemoveFix {
  readonly kind: "remove";
  /** As the operator writes it: `p2p.port`. */
  readonly path: string;
}

/** Another stack whose node has to be stopped. */
interface StopFix {
  readonly kind: "stop";
  readonly stack: string;
}

/** Sets a setting. @param value the right one; unset, the operator decides */
export function setFix(path: string, value?: string): SetFix {
  return { kind: "set", path, value };
}

/** Sets a setting to a value that the operator decides. @param blank what it has to be: `<up to 50>` */
export function fillInFix(path: string, blank: string): SetFix {
  return { kind: "set", path, placeholder: blank };
}

/** Removes a setting. */
export function removeFix(path: string): RemoveFix {
  return { kind: "remove", path };
}
