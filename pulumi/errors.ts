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

/** Returns whether a file of the backend ends too early: a Pulumi was killed while it wrote it. */
export function isCutOffFile(output: string): boolean {
  return output.includes("EOF");
}
