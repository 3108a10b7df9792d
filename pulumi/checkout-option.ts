/** Has printed commands work in the folder that the operator is in. */
import path from "node:path";
import { quote } from "../settings/shell-word";

const PROJECT_DIR = path.resolve(__dirname, "..");

/** Returns the folder in which the operator called the command. */
function callerFolder(): string {
  return process.env.AZTEC_VALIDATOR_CWD ?? process.cwd();
}

/**
 * Returns the option that has `pulumi` or `make` run in the checkout, with a space before it. Empty where none is needed:
 * Pulumi also finds its project from a folder below it, and `make` does not.
 *
 * @param caller the operator's folder
 * @param project the checkout
 */
export function checkoutOption(program: "pulumi" | "make", caller = callerFolder(), project = PROJECT_DIR): string {
  const isInside = path.resolve(caller) === project || caller.startsWith(`${project}${path.sep}`);
  if (program === "pulumi" ? isInside : path.resolve(caller) === project) return "";
  return ` -C ${quote(project)}`;
}
