/** Errors in words for the operator: no command prints a stack trace unless AZTEC_VALIDATOR_TRACE is set. */
import { lstatSync } from "node:fs";
import path from "node:path";

/** An error that the operator can fix: only its message is printed. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}

const CHECKOUT = path.resolve(__dirname, "..");

/** Returns what is printed of an error that ends a command. */
export function errorText(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  if (error instanceof OperatorError) return error.message;
  return fileErrorText(error) ?? unexpectedText(error, env);
}

/** Returns words for a file or disk that cannot be used; undefined for every other error. */
function fileErrorText(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error)) return undefined;
  const file = "path" in error && typeof error.path === "string" ? error.path : undefined;
  if (error.code === "ENOSPC")
    return `The disk is full: ${error.message}. Free up space, then run the command again: df -h`;
  if (error.code === "EROFS") return `The disk cannot be written: ${error.message}. Use a checkout on a writable disk.`;
  if (file === undefined || (error.code !== "EACCES" && error.code !== "EPERM")) return undefined;
  return [`This user has no permission for ${file}, so the command stopped.`, permissionFix(file)].join("\n");
}

function permissionFix(file: string): string {
  const isInCheckout = path.resolve(file).startsWith(`${CHECKOUT}${path.sep}`);
  if (isInCheckout && isOwn(file))
    return `The checkout is this user's, but a file or folder in it is read-only. To make it writable: chmod -R u+rwX '${CHECKOUT}'`;
  return isInCheckout
    ? `A command that root ran can have left it. To own the checkout again: sudo chown -R "$(id -un)" '${CHECKOUT}'`
    : `To see whose it is: ls -ld '${file}'`;
}

/** Returns whether a file, or the folder that it would be in, is this user's: then another owner would not help. */
function isOwn(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found ? found.uid === process.getuid?.() : isOwn(path.dirname(file));
}

function unexpectedText(error: unknown, { AZTEC_VALIDATOR_TRACE }: NodeJS.ProcessEnv): string {
  const stack = error instanceof Error ? error.stack : undefined;
  if (AZTEC_VALIDATOR_TRACE) return stack ?? String(error);
  const message = error instanceof Error ? error.message : String(error);
  return [
    `The command stopped because of a bug in this program: ${message}`,
    "To see where, run the command again with AZTEC_VALIDATOR_TRACE=1 before it, and report its output.",
  ].join("\n");
}
