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

/** Zod's message for a refinement without one (4.1). */
const ZOD_TEXT = "Invalid input";

/** Returns the message that a type has for an issue; undefined if the type only describes what it expects. */
export function ownMessage({ code, message }: Pick<z.core.$ZodIssue, "code" | "message">): string | undefined {
  return code === "custom" && message !== ZOD_TEXT ? message : undefined;
}
