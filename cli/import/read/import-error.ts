/** An installation that cannot be imported; the message names the fix. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
