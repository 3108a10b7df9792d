/**
 * Recognises errors of Pulumi's command line by their text, where it has neither a code nor JSON for them. No other file
 * reads Pulumi's texts. Both are as Pulumi 3.250.0 prints them.
 */

/** Returns whether the backend has no stack of that name. */
export function isUnknownStack(output: string): boolean {
  return output.includes("no stack named");
}

/** Returns whether a file of the backend ends too early: a Pulumi was killed while it wrote it. */
export function isCutOffFile(output: string): boolean {
  return output.includes("EOF");
}
