/**
 * Errors of Pulumi's command line that decide what happens next. It reports them in prose alone, so this is the one
 * place that reads its prose. Seen in Pulumi 3.250.0.
 */

/** Returns whether the backend has no stack of that name. */
export function isUnknownStack(output: string): boolean {
  return output.includes("no stack named");
}

/** Returns whether a file of the backend ends too early: a Pulumi was killed while it wrote it. */
export function isCutOffFile(output: string): boolean {
  return output.includes("EOF");
}
