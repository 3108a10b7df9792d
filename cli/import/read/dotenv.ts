/**
 * Parses a `.env` and an `env_file` as Docker Compose does. Source: compose-go 2.16.2 (October 2026), folder dotenv.
 * An unquoted value ends at ` #`; quotes may span lines; `KEY: value` and `export KEY=value` are accepted.
 */
import { C_ESCAPES } from "./escapes";
import { ImportError } from "./import-error";
import { type EnvVars, interpolate } from "./interpolation";
import { lineOf, refuseBinary, type SourceFile } from "./source-file";

/** The variables of a file. Values may have marks of variables that are not set anywhere. */
export interface DotenvFile {
  readonly vars: EnvVars;
  /** Lines that read otherwise than they look, for the operator. */
  readonly notes: readonly string[];
}

/** Blanks inside a line, as Compose counts them. */
const BLANK = "[ \\t\\v\\f\\r\\u0085\\u00a0]";
const STATEMENT = /(?:\s|#.*)*/y;
const KEY = new RegExp(`(?:export\\s+)?([\\p{L}\\p{N}_.\\-[\\]]*)${BLANK}*(?:([=:])${BLANK}*|(?=\\n|#|$))`, "uy");
const SINGLE_QUOTED = /'((?:\\[^]|[^'\\])*)'/y;
const DOUBLE_QUOTED = /"((?:\\[^]|[^"\\])*)"/y;
const UNQUOTED = /.*/y;

/**
 * @param known variables that Compose knows already: they give the value of a line with a name only, and of `$NAME`
 * @param earlier what earlier files set, which this one may refer to and replace
 * @throws {ImportError} for a line that Compose refuses, by its number; the line itself may contain a key
 */
export function parseDotenv(file: SourceFile, known: EnvVars = {}, earlier: EnvVars = {}): DotenvFile {
  refuseBinary(file);
  const text = file.text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const vars: Record<string, string> = { ...earlier };
  const notes: string[] = [];
  let i = match(STATEMENT, text, 0)?.[0].length ?? 0;
  while (i < text.length) {
    const place = `${file.path} line ${lineOf(text, i)}`;
    const [all, name, separator] = match(KEY, text, i) ?? [];
    if (all === undefined || !name) throw new ImportError(`${place}: ${REFUSED_NAME}`);
    i += all.length;
    if (separator === undefined) {
      const value = known[name];
      if (value !== undefined) vars[name] = value;
    } else {
      if (separator === ":") notes.push(`${place}: the : counts as =, as in Docker Compose`);
      const { value, length } = readValue(text, i, place, { ...vars, ...known });
      vars[name] = value;
      i += length;
    }
    i += match(STATEMENT, text, i)?.[0].length ?? 0;
  }
  return { vars, notes };
}

const REFUSED_NAME =
  "not NAME=value, so Docker Compose refuses the file: correct the line, or put # before it if it is a comment";

function match(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

function readValue(text: string, start: number, place: string, env: EnvVars): { value: string; length: number } {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") {
    const [line = ""] = match(UNQUOTED, text, start) ?? [];
    const [value = ""] = line.split(" #");
    return { value: interpolateAt(place, value.trimEnd(), env), length: line.length };
  }
  const [all, content] = match(quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED, text, start) ?? [];
  if (all === undefined || content === undefined) {
    throw new ImportError(`${place}: a quote is not closed, so Docker Compose refuses the file: close it`);
  }
  const value = content.replaceAll(`\\${quote}`, quote);
  return { value: quote === '"' ? interpolateAt(place, unescaped(value), env) : value, length: all.length };
}

function interpolateAt(place: string, text: string, env: EnvVars): string {
  try {
    return interpolate(text, env);
  } catch (error) {
    throw error instanceof ImportError ? new ImportError(`${place}: ${error.message}`) : error;
  }
}

const ESCAPED: Readonly<Record<string, string>> = {
  ...C_ESCAPES,
  // A dollar that is not a reference is written twice for the interpolation.
  $: "$$",
};

/** Replaces the escapes of double quotes; others stay as they are. */
function unescaped(value: string): string {
  return value.replace(/\\(?:([abfnrtv"\\$])|0([0-3][0-7]{2}))/g, (all, letter?: string, octal?: string) => {
    if (letter !== undefined) return ESCAPED[letter] ?? all;
    return String.fromCharCode(Number.parseInt(octal ?? "", 8));
  });
}

/** Parses a file of variables, of which it is not known what reads it: what `env` printed has no quotes and no remarks. */
export function parseAnyEnv(file: SourceFile, known: EnvVars = {}, earlier: EnvVars = {}): DotenvFile {
  const isPrinted = /^PATH=\//m.test(file.text) && /^(HOME|HOSTNAME)=/m.test(file.text);
  if (isPrinted) return { vars: { ...earlier, ...parseRawEnv(file, known) }, notes: [] };
  return parseDotenv(file, known, earlier);
}

/** Parses several such files as `docker compose --env-file` does: a later one may refer to an earlier one, and wins. */
export function parseEnvFiles(files: readonly SourceFile[], known: EnvVars = {}): DotenvFile {
  return files.reduce<DotenvFile>(
    (all, file) => {
      const { vars, notes } = parseAnyEnv(file, known, all.vars);
      return { vars, notes: [...all.notes, ...notes] };
    },
    { vars: {}, notes: [] },
  );
}

/**
 * Parses the lines that `env` prints, an `env_file` of `format: raw` and `docker run --env-file`: no quotes, no
 * comments behind a value, no interpolation.
 */
export function parseRawEnv(file: SourceFile, known: EnvVars = {}): EnvVars {
  refuseBinary(file);
  const vars: Record<string, string> = {};
  file.text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .forEach((line, i) => {
      const [, name = "", separator, value = ""] = /^\s*([^=#\s][^=\s]*)?(=)?(.*?)\r?$/.exec(line) ?? [];
      if (name === "" && /^\s*(#|$)/.test(line)) return;
      if (name === "" || (separator === undefined && value !== "")) {
        throw new ImportError(`${file.path} line ${i + 1}: ${REFUSED_NAME}`);
      }
      const set = separator === undefined ? known[name] : value;
      if (set !== undefined) vars[name] = set;
    });
  return vars;
}
