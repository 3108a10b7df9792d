/**
 * Interpolates `$NAME` and `${NAME}` by Docker Compose's rules, with one difference: a variable that is set nowhere
 * leaves a mark in the text. Compose would make the text shorter, so that `${DATA_ROOT}/` became `/`.
 */
import { ImportError } from "./import-error";

/** Environment variables by their names. A value may have marks, see `unknownIn`. */
export type EnvVars = Readonly<Record<string, string>>;

/** Encloses the name of a variable that is set nowhere. No text file contains the character. */
const MARK = "\0";
const MARKED = /\0(\w+)\0/g;

const NAME = /[A-Za-z_]\w*/y;
const BRACED = /^([A-Za-z_]\w*)(?:(:?[-+?])([^]*))?$/;

/**
 * @param env all variables that Compose would know
 * @throws {ImportError} for a `${` that is not a reference, at which Compose stops
 */
export function interpolate(text: string, env: EnvVars): string {
  let result = "";
  let i = 0;
  for (let dollar = text.indexOf("$"); dollar >= 0; dollar = text.indexOf("$", i)) {
    const { value, end } = reference(text, dollar, env);
    result += text.slice(i, dollar) + value;
    i = end;
  }
  return result + text.slice(i);
}

/** Returns the names of the variables that a text lacks; none for a text that is known. */
export function unknownIn(text: string): string[] {
  return [...new Set([...text.matchAll(MARKED)].map(([, name = ""]) => name))];
}

/** Writes a text for a message: `${NAME}` where a variable is missing. */
export function withReferences(text: string): string {
  return text.replace(MARKED, "${$1}");
}

function reference(text: string, dollar: number, env: EnvVars): { value: string; end: number } {
  const next = text[dollar + 1];
  if (next === "$") return { value: "$", end: dollar + 2 };
  if (next === "{") {
    const end = closingBrace(text, dollar + 1);
    return { value: braced(text.slice(dollar + 2, end), env), end: end + 1 };
  }
  NAME.lastIndex = dollar + 1;
  const [name] = NAME.exec(text) ?? [];
  if (name === undefined) return { value: "$", end: dollar + 1 };
  return { value: env[name] ?? mark(name), end: dollar + 1 + name.length };
}

function closingBrace(text: string, opening: number): number {
  let depth = 0;
  for (let i = opening; i < text.length; i++) {
    if (text[i] === "{") depth++;
    if (text[i] === "}" && --depth === 0) return i;
  }
  throw new ImportError("a ${ has no }, so Docker Compose refuses the file: close it, or write $$ for a dollar");
}

/** Resolves `NAME`, `NAME:-word` and the other forms; `word` is interpolated only where it is used. */
function braced(body: string, env: EnvVars): string {
  const [, name, operator = "", word = ""] = BRACED.exec(body) ?? [];
  if (name === undefined) {
    throw new ImportError(
      "a ${…} is not a reference that Docker Compose accepts: write $$ if the container's shell is to read it",
    );
  }
  const value = env[name];
  const isSet = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator.endsWith("+")) return isSet ? interpolate(word, env) : "";
  if (isSet) return value ?? "";
  if (operator.endsWith("-")) return interpolate(word, env);
  return value === "" && operator === "" ? "" : mark(name);
}

function mark(name: string): string {
  return `${MARK}${name}${MARK}`;
}
