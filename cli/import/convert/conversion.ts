/** The result of converting one part of an installation; all parts are merged into the stack's settings. */
import type { Dropped } from "../read/effective-env";

/** A part of the installation that became a setting. */
export interface Converted {
  /** Its name there: `P2P_IP`, `--l1-rpc-urls`, `image`. */
  readonly from: string;
  /** The setting's path. */
  readonly path: string;
  /** A difference from the old node, for the operator. */
  readonly note?: string;
}

export interface Conversion {
  /** Settings by path, secrets included. */
  readonly values?: Readonly<Record<string, string>>;
  readonly converted?: readonly Converted[];
  readonly dropped?: readonly Dropped[];
}

export function convert(from: string, path: string, value: string, note?: string): Conversion {
  return { values: { [path]: value }, converted: [{ from, path, ...(note ? { note } : {}) }] };
}

export function drop(from: string, reason: string): Conversion {
  return { dropped: [{ from, reason }] };
}

/** Merges conversions; if two set the same path, the later one wins. */
export function merge(parts: readonly Conversion[]): Required<Conversion> {
  return {
    values: Object.assign({}, ...parts.map(({ values = {} }) => values)) as Record<string, string>,
    converted: parts.flatMap((part) => part.converted ?? []),
    dropped: parts.flatMap((part) => part.dropped ?? []),
  };
}
