/** `${NAME}` in a compose file, by Docker Compose's own rules. */

export interface Interpolated {
  readonly text: string;
  /** Names that have no value, where none is given in their place either: to Compose they are empty. */
  readonly unset: readonly string[];
}

export type Variables = Readonly<Record<string, string>>;

/** `$$`, `$NAME`, `${NAME}` and `${NAME<operator><word>}` with a word of no braces of its own. */
const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\})/g;

/** Nested defaults, `${A:-${B}}`, are read from the innermost out, as deep as anybody writes them. */
const DEEPEST = 8;

/** @param variables of the `.env` beside the file, and of the shell */
export function interpolate(text: string, variables: Variables): Interpolated {
  const unset = new Set<string>();
  // A dollar that was written twice, or came with a value, begins no name.
  const dollar = "\u0000";
  const replace = (_: string, twice?: string, bare?: string, name = bare ?? "", operator = "", word = ""): string => {
    if (twice) return dollar;
    const value = valueOf(variables[name], operator, word);
    if (value === undefined) unset.add(name);
    return (value ?? "").replaceAll("$", dollar);
  };
  let read = text;
  for (let depth = 0; depth < DEEPEST && read.includes("$"); depth++) read = read.replace(REFERENCE, replace);
  return { text: read.replaceAll(dollar, "$"), unset: [...unset] };
}

function valueOf(value: string | undefined, operator: string, word: string): string | undefined {
  const isThere = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator.endsWith("+")) return isThere ? word : "";
  if (operator.endsWith("-")) return isThere ? value : word;
  return value === "" && operator === ":?" ? undefined : value;
}
