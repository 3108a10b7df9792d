/** How a type of setting is told to people: in documentation, in an error, as a blank in a command. */
import { z } from "zod";

export interface TypeDescription {
  /** Follows "takes": `a whole number from 1`. */
  readonly expects: string;
  /** What to fill in: `<number>`. */
  readonly placeholder: string;
}

const kinds = z.registry<TypeDescription>();

/** Says what a type takes. @returns the type */
export function described<T extends z.ZodType>(type: T, takes: string, blank: string): T {
  kinds.add(type, { expects: takes, placeholder: blank });
  return type;
}

/** What was said of a type; of one that nothing was said of, that it takes a value. */
export function describeType(type: z.ZodType): TypeDescription {
  return kinds.get(type) ?? { expects: "a value", placeholder: "<value>" };
}
