/** What an import makes of the old installation, part by part. */

/** What was in the old installation and is a setting now. */
export interface Moved {
  /** As it was: `P2P_IP`, `--l1-rpc-urls`, `image`. */
  readonly from: string;
  readonly path: string;
  readonly remark?: string;
}

export interface Dropped {
  readonly from: string;
  readonly why: string;
}

export interface Part {
  /** By the settings' paths; secrets are among them. */
  readonly values?: Readonly<Record<string, string>>;
  readonly moved?: readonly Moved[];
  readonly dropped?: readonly Dropped[];
}

/** A value with where it is from. */
export function moved(from: string, path: string, value: string, remark?: string): Part {
  return { values: { [path]: value }, moved: [{ from, path, ...(remark ? { remark } : {}) }] };
}

export function dropped(from: string, why: string): Part {
  return { dropped: [{ from, why }] };
}

/** All parts in one; of two values for one setting the later counts. */
export function together(parts: readonly Part[]): Required<Part> {
  return {
    values: Object.assign({}, ...parts.map(({ values = {} }) => values)) as Record<string, string>,
    moved: parts.flatMap((part) => part.moved ?? []),
    dropped: parts.flatMap((part) => part.dropped ?? []),
  };
}
