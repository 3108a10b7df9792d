/** Interpolates `${NAME}` in a compose file by Docker Compose's rules. */

/** Environment variables by their names. */
export type EnvVars = Readonly<Record<string, string>>;

export interface Interpolated {
  readonly text: string;
  /** Names without a value or default; Compose treats them as empty. */
  readonly unset: readonly string[];
}

/** `$$`, `$NAME`, `${NAME}` and `${NAME<operator><word>}`, where the word contains no braces. */
const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]*))?\})/g;

/** Depth to which nested defaults such as `${A:-${B}}` are resolved, from the innermost out. */
const MAX_DEPTH = 8;

/** @param env variables of the `.env` beside the file and of the shell */
export function interpolate(text: string, env: EnvVars): Interpolated {
  const unset = new Set<string>();
  // Stands for a literal dollar: an escaped one, or one inside a value.
  const dollar = "\u0000";
  const replace = (_: string, escaped?: string, bare?: string, name = bare ?? "", operator = "", word = ""): string => {
    if (escaped) return dollar;
    const value = resolve(env[name], operator, word);
    if (value === undefined) unset.add(name);
    return (value ?? "").replaceAll("$", dollar);
  };
  let result = text;
  for (let depth = 0; depth < MAX_DEPTH && result.includes("$"); depth++) result = result.replace(REFERENCE, replace);
  return { text: result.replaceAll(dollar, "$"), unset: [...unset] };
}

function resolve(value: string | undefined, operator: string, word: string): string | undefined {
  const isSet = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator.endsWith("+")) return isSet ? word : "";
  if (operator.endsWith("-")) return isSet ? value : word;
  return value === "" && operator === ":?" ? undefined : value;
}
