/** A text file of an installation, and the places in it that messages name. */
import { basename } from "node:path";
import { quote } from "../../../settings/shell-word";
import { ImportError } from "./import-error";

export interface SourceFile {
  /** An absolute path. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a further file of an installation by its absolute path; undefined if it cannot be read.
 *
 * @param advice if it is given, undefined is only a file that does not exist: one that is there was read by the old node
 * @throws {ImportError} with the advice, for a file that is there and cannot be read
 */
export type ReadFile = (file: string, advice?: string) => string | undefined;

/** Text in UTF-16, read as UTF-8: every other byte of what people write in such files is zero. */
const UTF_16 = /^\ufffd{0,2}(?:[ -~\t\r\n]\0){4}|^\ufffd{0,2}(?:\0[ -~\t\r\n]){4}/;

/** Texts that a tool has encrypted, as a whole or value by value. */
const ENCRYPTED: readonly (readonly [is: RegExp, by: string])[] = [
  [/\$ANSIBLE_VAULT;/, "by Ansible Vault"],
  [/\bENC\[AES256_GCM,/, "by sops"],
  [/^#?\s*DOTENV_PUBLIC_KEY\w*=/m, "by dotenvx"],
  [/^-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE)-----/m, "as a whole"],
];

/** @throws {ImportError} for a binary file, which was named by mistake, and for an encrypted one */
export function refuseBinary({ path, text }: SourceFile): void {
  const by = ENCRYPTED.find(([is]) => is.test(text))?.[1];
  if (by !== undefined)
    throw new ImportError(
      `${path} is encrypted ${by}, so its values are unknown. Decrypt it into a file that only you can read, import that, and remove it`,
    );
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
