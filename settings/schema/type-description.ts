/** Descriptions of types for people: in documentation, in messages, as placeholders in commands. */
import { z } from "zod";

export interface TypeDescription {
  /** Follows "must be": `a whole number from 1`. */
  readonly expects: string;
  /** Stands for the value in a command: `<number>`. */
  readonly placeholder: string;
  /** Hex digits with 0x: YAML reads them as a number if they have no quotes. */
  readonly isHex?: true;
}

const descriptions = z.registry<TypeDescription>();

/** Describes a type. @returns the type */
export function described<T extends z.ZodType>(
  type: T,
  expects: string,
  placeholder: string,
  options: Pick<TypeDescription, "isHex"> = {},
): T {
  descriptions.add(type, { expects, placeholder, ...options });
  return type;
}

/** Returns the description of a type. */
export function describeType(type: z.ZodType): TypeDescription {
  return descriptions.get(type) ?? { expects: "a value", placeholder: "<value>" };
}
