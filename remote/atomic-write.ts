import { closeSync, existsSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Replaces a file in one step, so that readers find the old text or the new one, even after a power cut. Several commands
 * may do so at once.
 *
 * @param place path of the file. A link stays one: a settings file can be in another repository
 * @param mode permissions of the new file
 */
export function writeAtomically(place: string, text: string, mode?: number): void {
  const file = existsSync(place) ? realpathSync(place) : place;
  const next = `${file}.${process.pid}.new`;
  try {
    // Without it, a power cut after the rename can leave an empty file.
    sync(next, "w", mode, text);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
  sync(path.dirname(file), "r");
}

/** Opens a file or directory, writes a text to it if there is one, and waits until it is on the disk. */
function sync(file: string, flags: "r" | "w", mode?: number, text?: string): void {
  const handle = openSync(file, flags, mode);
  try {
    if (text !== undefined) writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
