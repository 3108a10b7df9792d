import { renameSync, writeFileSync } from "node:fs";

/** Replaces a file in one step, so that readers find the old text or the new one. @param mode permissions of the new file */
export function writeAtomically(file: string, text: string, mode?: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}
