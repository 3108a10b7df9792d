import { renameSync, writeFileSync } from "node:fs";

/** Writes all of a file or nothing of it: whoever reads it finds the old one or the new one. @param mode of a new one */
export function writeAtomically(file: string, text: string, mode?: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}
