/** Configurations that have to be refused: by hand for what settings are wrong in together, by mutation for the rest. */

export interface Wrong {
  /** What is wrong, and with which setting: told once in the whole table. */
  readonly name: string;
  /** By the settings' paths; a group as such is a text. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The setting that the message has to name first in its line. */
  readonly path: string;
  /** What is stored encrypted. @default every setting that has to be */
  readonly secrets?: readonly string[];
}

/** A group without some of its values. */
export function omit<T>(values: Readonly<Record<string, T>>, ...paths: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([path]) => !paths.includes(path)));
}
