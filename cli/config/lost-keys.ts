/** Keeps keys of a stack that a command without prompts would drop: the stack's settings may be their only copy. */
import type { FlatConfig } from "../../settings/flat-config";
import { OperatorError } from "../../terminal/output";
import { prompts } from "./prompts";

/** Settings that have a key, or that a key cannot be read without. */
const KEYS = prompts.filter(({ isKey, definition }) => isKey && definition.secret === "always");

/** @throws {OperatorError} with the keys of a stack that its new settings replace or remove */
export function refuseLostKeys(stack: string, before: FlatConfig, after: FlatConfig): void {
  const paths = KEYS.map(({ definition }) => definition.path);
  const lost = paths.filter((path) => before[path] !== undefined && before[path] !== after[path]);
  if (lost.length === 0) return;
  const lines = lost.map((path) => `  ${path}: ${after[path] === undefined ? "removed" : "replaced"}`);
  throw new OperatorError(
    [
      `This would cost ${stack} keys that its settings may have the only copy of; nothing was written.`,
      ...lines,
      `  To back them up, keep a copy of Pulumi.${stack}.yaml, with its passphrase or access to its KMS key.`,
      "  To drop them: the same command with --replace",
    ].join("\n"),
  );
}
