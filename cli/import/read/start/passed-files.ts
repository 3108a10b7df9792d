/** The files that were passed with a script or unit: each takes the place of the file of its name that the other reads. */
import path from "node:path";
import { ImportError } from "../import-error";
import type { ReadFile, SourceFile } from "../source-file";

/** Reads files, and knows which of the passed ones were read. */
export class PassedFiles {
  /** The path for which each passed file was read. */
  private readonly places = new Map<SourceFile, string>();

  /** @param readHere reads a file of this machine */
  constructor(
    private readonly files: readonly SourceFile[],
    private readonly readHere: ReadFile,
  ) {}

  /** Reads a passed file by its path, a file of this machine, or a passed file of the same name: a copy from elsewhere. */
  readonly read: ReadFile = (file, advice) => {
    const text = this.use(file, (one) => one.path === file) ?? this.readHere(file);
    if (text !== undefined) return text;
    const copy = this.use(file, (one) => path.basename(one.path) === path.basename(file));
    return copy ?? this.readHere(file, advice);
  };

  /** @throws {ImportError} if a passed file was not read: its values would be lost */
  refuseUnused(start: string): void {
    const unused = this.files.find((file) => !this.places.has(file));
    if (unused === undefined) return;
    throw new ImportError(
      `${unused.path} would not be used: ${start} reads no file of this name that is missing here. Leave it out, or write a line that reads it into a copy of ${start}`,
    );
  }

  /** Reads a passed file. One that was read for a path does not stand for another one. */
  private use(place: string, is: (file: SourceFile) => boolean): string | undefined {
    const found = this.files.find((file) => is(file) && (this.places.get(file) ?? place) === place);
    if (found) this.places.set(found, place);
    return found?.text;
  }
}
