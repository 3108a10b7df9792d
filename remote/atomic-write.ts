import { renameSync, writeFileSync } from "node:fs";

/**
 * Replaces a file in one step, so that readers find the old text or the new one. Several commands may do so at once.
 *
 * @param mode permissions of the new file
 */
export function writeAtomically(file: string, text: string, mode?: number): void {
  const next = `${file}.${process.pid}.new`;
  writeFileSync(next, text, { mode });
  renameSync(next, file);
}
