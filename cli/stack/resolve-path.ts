import path from "node:path";

/** Resolves a path from the folder where the command was called: the command itself changes into the project's folder. */
export function resolveFromCwd(file: string): string {
  return path.resolve(process.env.AZTEC_VALIDATOR_CWD ?? ".", file);
}
