/** An old installation that cannot be made a stack of; the message says what to give instead. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}
