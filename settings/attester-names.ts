/**
 * The settings of further attesters: `coinbase-second` is the coinbase of the attester named `second`. Flat, and not in
 * a group or a list, so that each secret is encrypted by itself and the program can tell: of a group Pulumi says only
 * that something in it is secret.
 */
import { attester } from "./schema/attester";

/** A pattern of names, without the text's beginning and end. */
export const NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,30}";
const WHOLE_NAME = new RegExp(`^${NAME}$`);

/** What a name takes, behind "takes". */
export const TAKES_NAME = "letters, digits, _ and -, 31 at most";

export interface Split {
  /** The setting as the table has it. */
  readonly setting: string;
  /** Whose it is; undefined: of the attester without a name. */
  readonly attester: string | undefined;
}

/** @param path of a setting; one that is no attester's with a name stays as it is */
export function splitName(path: string): Split {
  const at = path.indexOf("-");
  const [setting, name] = [path.slice(0, at), path.slice(at + 1)];
  return at > 0 && Object.hasOwn(attester, setting) && WHOLE_NAME.test(name)
    ? { setting, attester: name }
    : { setting: path, attester: undefined };
}

/** The path of an attester's setting. @param name undefined: of the one without */
export function pathOf(setting: string, name: string | undefined): string {
  return name === undefined ? setting : `${setting}-${name}`;
}
