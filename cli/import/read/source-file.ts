/** A text file of an installation, and the places in it that messages name. */
import { basename } from "node:path";
import { ImportError } from "./import-error";

export interface SourceFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
}

/** @throws {ImportError} for a binary file: a volume or an archive was named by mistake */
export function refuseBinary({ path, text }: SourceFile): void {
  if (text.includes("\0")) throw new ImportError(`${path} is a binary file: pass docker-compose.yml or .env`);
}

/** Returns the line number of an index in a text. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** Returns where files refer to a variable: `docker-compose.yml line 7`; undefined if none does. */
export function placeOfReference(name: string, files: readonly SourceFile[]): string | undefined {
  const reference = new RegExp(`\\$(?:\\{${name}\\b|${name}\\b)`);
  for (const { path, text } of files) {
    const found = reference.exec(text);
    if (found) return `${basename(path)} line ${lineOf(text, found.index)}`;
  }
  return undefined;
}
