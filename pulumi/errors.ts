/**
 * Recognises errors of Pulumi's command line by their text, where it has neither a code nor JSON for them. No other file
 * reads Pulumi's texts. They are as Pulumi 3.250.0 prints them.
 */

/** Returns whether the backend has no stack of that name. */
export function isUnknownStack(output: string): boolean {
  return output.includes("no stack named");
}

/** Returns whether the operator is logged in to no backend. */
export function isNotLoggedIn(output: string): boolean {
  return output.includes("PULUMI_ACCESS_TOKEN must be set for login");
}

/** Returns whether a passphrase is required and not set. */
export function isWithoutPassphrase(output: string): boolean {
  return output.includes("passphrase must be set with PULUMI_CONFIG_PASSPHRASE");
}

/** Returns whether the file that should have the passphrase cannot be read. */
export function isUnreadablePassphraseFile(output: string): boolean {
  return output.includes("unable to read PULUMI_CONFIG_PASSPHRASE_FILE");
}

/** Returns whether the stack's file, or its state, was encrypted with another passphrase than the one that is set. */
export function isWrongPassphrase(output: string): boolean {
  return output.includes("incorrect passphrase");
}

/** Returns whether a value of the stack's file was encrypted with another key than the one that the file names. */
export function isForeignSecret(output: string): boolean {
  const isCut = /(?:decrypt configuration values?|validating stack config)\b.*: bad value/.test(output);
  return isCut || output.includes("cipher: message authentication failed");
}

/** Returns whether a file of the backend ends too early: a Pulumi was killed while it wrote it. */
export function isCutOffFile(output: string): boolean {
  return output.includes("EOF");
}
