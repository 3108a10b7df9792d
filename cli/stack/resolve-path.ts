import path from "node:path";

/** The command changes into the project's folder; names of files are meant from where it was called. */
export function resolveFromCwd(given: string): string {
  return path.resolve(process.env.AZTEC_VALIDATOR_CWD ?? ".", given);
}
