/** A text file of an installation, and the places in it that messages name. */
import { basename } from "node:path";
import { quote } from "../../../settings/shell-word";
import { ImportError } from "./import-error";

export interface SourceFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
}

/** Text in UTF-16, read as UTF-8: every other byte of what people write in such files is zero. */
const UTF_16 = /^\ufffd{0,2}(?:[ -~\t\r\n]\0){4}|^\ufffd{0,2}(?:\0[ -~\t\r\n]){4}/;

/** @throws {ImportError} for a binary file: a volume or an archive was named by mistake */
export function refuseBinary({ path, text }: SourceFile): void {
  if (UTF_16.test(text))
    throw new ImportError(
      `${path} is text in UTF-16, as PowerShell writes it. Convert it, and pass the copy: iconv -f UTF-16 -t UTF-8 ${quote(path)} > utf8.env`,
    );
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
