/**
 * Names of settings of named attesters: `coinbase-second` is the coinbase of the attester `second`. The settings are
 * flat, not in a group or list: Pulumi reports secrecy per top-level key, so a secret in plain text would go unnoticed there.
 */
import { attester } from "./schema/attester";

/** The pattern of an attester name, without anchors. */
export const NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,30}";
const WHOLE_NAME = new RegExp(`^${NAME}$`);

/** The rule for an attester name. Follows "has". */
export const NAME_RULE = "at most 31 letters, digits, _ and -";

export interface Split {
  /** The setting without the name. */
  readonly setting: string;
  /** Undefined for the unnamed attester, and for settings of the stack. */
  readonly attester: string | undefined;
}

/** Splits the path of a setting. A path without a valid attester name stays as it is. */
export function splitName(path: string): Split {
  const at = path.indexOf("-");
  const [setting, name] = [path.slice(0, at), path.slice(at + 1)];
  return at > 0 && Object.hasOwn(attester, setting) && WHOLE_NAME.test(name)
    ? { setting, attester: name }
    : { setting: path, attester: undefined };
}

/** Returns the path of an attester's setting. @param name undefined for the unnamed attester */
export function pathOf(setting: string, name: string | undefined): string {
  return name === undefined ? setting : `${setting}-${name}`;
}
