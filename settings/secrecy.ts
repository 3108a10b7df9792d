/** Masks the settings that may contain a secret. */
import { splitPath } from "./flat-config";
import { mnemonicProblem, normalMnemonic } from "../keys/mnemonic";
import { settingAt } from "./schema";

/** Returns whether a setting may contain a secret: the commands store it encrypted and never print it. */
export function mayBeSecret(path: string): boolean {
  return settingAt(path)?.secret !== undefined || settingAt(splitPath(path).group)?.secret !== undefined;
}

/** Returns a setting's value for the operator's screen. A server's URL counts as a secret: it may contain a key. */
export function displayValue(path: string, value: string): string {
  return mayBeSecret(path) ? "[secret]" : value;
}

/** Returns whether a text has 64 hex digits, as a private key has. An image's digest has them too, behind a colon. */
export function resemblesKey(value: string): boolean {
  return /(?<![:\w])(0x)?[0-9a-f]{64}(?!\w)/i.test(value);
}

/** Names of keys and passwords, as operators and guides write them. */
const NAME_OF_KEY = /key(?!.*(path|file|director|header))|mnemonic|seed|passw|secret/i;

/**
 * Returns whether a setting may hold a key or a password: its text in the settings can be the only copy.
 *
 * @param path  as the operator writes it, also of a name that is no setting
 * @param value the present one, if it is known
 */
export function mayHoldKey(path: string, value?: unknown): boolean {
  const definition = settingAt(path);
  if (definition) return definition.secret === "always";
  return NAME_OF_KEY.test(path) || (typeof value === "string" && (resemblesKey(value) || isMnemonic(value)));
}

function isMnemonic(value: string): boolean {
  return mnemonicProblem(normalMnemonic(value)) === undefined;
}
