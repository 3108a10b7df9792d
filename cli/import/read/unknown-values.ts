/** Separates values that are known from those that depend on a variable that is set nowhere. */
import { ImportError } from "./import-error";
import { type EnvVars, unknownIn, withReferences } from "./interpolation";
import { isTemplate, RENDER } from "./other-formats";
import { placeOfReference, type SourceFile } from "./source-file";

/** A value that depends on variables that are set nowhere. */
export interface Unknown {
  /** What has the value: a variable's name, `volumes ${DATA_ROOT}/:/data`, `image`, a flag. */
  readonly from: string;
  readonly variables: readonly MissingVariable[];
}

interface MissingVariable {
  readonly name: string;
  /** Where a file refers to it: `docker-compose.yml line 7`. */
  readonly place?: string | undefined;
}

/** Lets known values pass, and collects the others. */
export class UnknownValues {
  readonly all: Unknown[] = [];

  /** @param sources the files that were read, to name the place of a reference */
  constructor(private readonly sources: readonly SourceFile[]) {}

  /**
   * @returns the text; undefined if it is not known, which is recorded under `from`
   * @throws {ImportError} for a placeholder of a template, whose value only the template's tool knows
   */
  known(from: string, text: string): string | undefined {
    if (isTemplate(text)) throw new ImportError(`${withReferences(from)} ${RENDER}`);
    const names = unknownIn(text);
    if (names.length === 0) return text;
    this.record(from, names);
    return undefined;
  }

  /** Returns the texts that are known; each other one is recorded by itself. */
  knownOf(kind: string, texts: readonly string[]): string[] {
    return texts.filter((text) => this.known(`${kind} ${withReferences(text)}`, text) !== undefined);
  }

  /** Returns the variables that are known and not empty: an empty one counts as not set, as in the node. */
  knownVariables(vars: EnvVars): EnvVars {
    return Object.fromEntries(
      Object.entries(vars).filter(([name, value]) => this.known(name, value) !== undefined && value !== ""),
    );
  }

  record(from: string, names: readonly string[]): void {
    this.all.push({ from, variables: names.map((name) => ({ name, place: placeOfReference(name, this.sources) })) });
  }
}
