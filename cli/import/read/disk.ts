/** Reads the files of an installation from disk: ordinary files of a sensible size only, since a pipe or a device never ends. */
import { accessSync, constants, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { ImportError } from "./import-error";
import type { SourceFile } from "./source-file";

/** Larger files are refused: a disk image or a log was named by mistake. */
const MAX_BYTES = 1_000_000;

const AS_READER = "run the command as a user who may read it, as with sudo";

/** Whether there is a file, a folder or a link of this name, also if it cannot be followed or read. */
export function isThere(name: string): boolean {
  return attempt(() => lstatSync(name)) !== undefined;
}

export function isFile(name: string): boolean {
  return attempt(() => statSync(name))?.isFile() ?? false;
}

export function isFolder(name: string): boolean {
  return attempt(() => statSync(name))?.isDirectory() ?? false;
}

/** @throws {ImportError} if there is no such file or folder, or if it cannot be read; with the reason and the fix */
export function refuseUnreadable(name: string): void {
  const problem = problemOf(name);
  if (problem !== undefined) throw new ImportError(problem);
}

function problemOf(name: string): string | undefined {
  const link = attempt(() => readlinkSync(name));
  const found = attempt(() => statSync(name));
  if (found === undefined) {
    const hidden = hiddenBy(name);
    if (hidden !== undefined) return `${name} cannot be seen, since ${hidden} cannot be entered: ${AS_READER}`;
    return link === undefined
      ? `${name} does not exist`
      : `${name} is a link to ${link}, which does not exist: name the file itself`;
  }
  const needed = found.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK;
  if (attempt(() => (accessSync(name, needed), true)) === undefined) return `${name} cannot be read: ${AS_READER}`;
  if (!found.isDirectory() && !found.isFile()) {
    return `${name} is no ordinary file: save what it prints to a file, and pass that`;
  }
  return undefined;
}

/** Returns the outermost folder above a file that this user may not enter. */
function hiddenBy(name: string): string | undefined {
  const above = path.dirname(name);
  if (above === name) return undefined;
  const isClosed = () => isFolder(above) && attempt(() => (accessSync(above, constants.X_OK), true)) === undefined;
  return hiddenBy(above) ?? (isClosed() ? above : undefined);
}

/** @throws {ImportError} if it is no file that can be read whole */
export function readSource(file: string): SourceFile {
  refuseUnreadable(file);
  const { size } = statSync(file);
  if (isFolder(file)) throw new ImportError(`${file} is a folder, but a file has this name in an installation`);
  if (size > MAX_BYTES) throw new ImportError(`${file} is larger than 1 MB, as no file that starts a node is`);
  return { path: file, text: readFileSync(file, "utf8") };
}

/** @returns undefined also without permission: the manual steps then read the file as root */
export function readIfPossible(file: string): string | undefined {
  try {
    return readSource(file).text;
  } catch {
    return undefined;
  }
}

/** Returns the names in a folder in order; none if it cannot be read. */
export function namesIn(folder: string): string[] {
  return (attempt(() => readdirSync(folder)) ?? []).sort();
}

/** @returns undefined if the system refuses */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
