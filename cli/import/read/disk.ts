/** Reads the files of an installation from disk: ordinary files of a sensible size only, since a pipe or a device never ends. */
import { accessSync, constants, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import path from "node:path";
import { ImportError } from "./import-error";
import { quote } from "../../../settings/shell-word";
import { unknownIn } from "./interpolation";
import type { ReadFile, SourceFile } from "./source-file";

/** Larger files are refused: a disk image or a log was named by mistake. */
const MAX_BYTES = 1_000_000;

/** Returns how a file of another user is passed: a copy is enough of one that has variables, a key or a start line. */
export function copyOf(file: string): string {
  return `pass a copy that this user may read: sudo install -m 600 -o "$USER" ${quote(file)} .`;
}

/** Returns how a Compose project of another user is passed: a copy of its files would have other names and paths. */
export function savedProject(place = "<compose file>"): string {
  const isOneFile = /^<|\.ya?ml$/.test(place);
  const compose = isOneFile
    ? `sudo docker compose -f ${place.startsWith("<") ? place : quote(place)} config`
    : `sudo sh -c ${quote('cd "$1" && docker compose config')} sh ${quote(place)}`;
  return `pass what Docker Compose makes of the project: (umask 077; ${compose} > compose.yml)`;
}

/** Returns what to do about a name that this user may not read. One without an extension that cannot be seen may be a folder. */
function adviceFor(name: string): string {
  const mayBeFolder = isFolder(name) || (!isThere(name) && /(?:^|\/)[^./]+$/.test(name));
  return mayBeFolder || /\.ya?ml$/.test(name) ? savedProject(name) : copyOf(name);
}

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
export function refuseUnreadable(name: string, advice = adviceFor(name)): void {
  const problem = problemOf(name, advice);
  if (problem !== undefined) throw new ImportError(problem);
}

function problemOf(name: string, advice: string): string | undefined {
  const link = attempt(() => readlinkSync(name));
  const found = attempt(() => statSync(name));
  if (found === undefined) {
    const hidden = hiddenBy(name);
    if (hidden !== undefined) return `${name} cannot be seen, since ${hidden} cannot be entered: ${advice}`;
    return link === undefined
      ? `${name} does not exist`
      : `${name} is a link to ${link}, which does not exist: name the file itself`;
  }
  const needed = found.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK;
  if (attempt(() => (accessSync(name, needed), true)) === undefined) return `${name} cannot be read: ${advice}`;
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
export function readSource(file: string, advice?: string): SourceFile {
  refuseUnreadable(file, advice);
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

/** Whether a folder has anything in it; one that cannot be read may have. */
export function hasEntries(folder: string): boolean {
  const names = attempt(() => readdirSync(folder));
  return names === undefined ? isFolder(folder) : names.length > 0;
}

/** Reads a further file of an installation. */
export const readFurther: ReadFile = (file, advice) =>
  advice === undefined || isMissing(file) ? readIfPossible(file) : readSource(file, advice).text;

/** Whether there is no such file. A link to nothing counts as none, as a name with an unknown part; a file that cannot be seen does not. */
function isMissing(file: string): boolean {
  return (
    unknownIn(file).length > 0 || (attempt(() => statSync(file, { throwIfNoEntry: false }) === undefined) ?? false)
  );
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
