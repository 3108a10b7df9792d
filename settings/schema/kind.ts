/** How a type of setting is told to people: in documentation, in an error, as a blank in a command. */
import { z } from "zod";

export interface Kind {
  /** Follows "takes": `a whole number from 1`. */
  readonly takes: string;
  /** What to fill in: `<number>`. */
  readonly blank: string;
}

const kinds = z.registry<Kind>();

/** Says what a type takes. @returns the type */
export function kind<T extends z.ZodType>(type: T, takes: string, blank: string): T {
  kinds.add(type, { takes, blank });
  return type;
}

/** What was said of a type; of one that nothing was said of, that it takes a value. */
export function kindOf(type: z.ZodType): Kind {
  return kinds.get(type) ?? { takes: "a value", blank: "<value>" };
}
