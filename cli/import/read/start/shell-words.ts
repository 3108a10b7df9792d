/**
 * Splits a line of a shell script into words, with its variables put in. The result is text for a compose file: `$$` is a
 * dollar, and `${NAME}` is a variable that the script does not set, so that the reader of compose files reports it.
 */
import path from "node:path";
import type { EnvVars } from "../interpolation";
import type { ReadFile } from "../source-file";

/** A word of a command, or an operator between commands. */
export interface Word {
  readonly text: string;
  readonly isOperator?: true;
}

/** Between the items of a list in `vars`: `ARGS[@]`, `@`. */
export const ITEM = "\x1f";

const OPERATOR = /^(?:\d?(?:>>?|<<?)&?\d?|&>>?|&&|\|\||;;|[;&|\n])/;

/** What a line is read with. */
export interface Scope {
  /** What the script has set, as text for a compose file. */
  readonly vars: EnvVars;
  /** Reads a file whose text a command prints: `$(cat key.txt)`; undefined if it cannot be read. */
  readonly read?: ReadFile;
  /** The variables of the operator's shell: one that the script does not set stays a reference, which gets its value. */
  readonly outer?: EnvVars;
}

/** Splits a line. */
export function shellWords(line: string, scope: Scope): Word[] {
  const words: Word[] = [];
  let word: string | undefined;
  let i = 0;
  const end = () => {
    if (word !== undefined) words.push({ text: word });
    word = undefined;
  };
  const operate = (text: string) => {
    end();
    words.push({ text, isOperator: true });
    i += text.length;
  };
  while (i < line.length) {
    const rest = line.slice(i);
    const [blank] = /^[^\S\n]+/.exec(rest) ?? [];
    const [operator] = OPERATOR.exec(rest) ?? [];
    if (blank !== undefined) {
      end();
      i += blank.length;
    } else if (operator !== undefined && (word === undefined || !/^\d/.test(operator))) operate(operator);
    else if (rest.startsWith("(") && word === undefined) operate("(");
    else if (rest.startsWith(")") && !word?.includes("(")) operate(")");
    else if (word === undefined && rest.startsWith("#")) i += /^[^\n]*/.exec(rest)?.[0].length ?? 1;
    else {
      const { texts, length } = nextPart(rest, scope, word);
      const [first, ...others] = texts;
      if (first !== undefined) word = (word ?? "") + first;
      for (const other of others) {
        end();
        word = other;
      }
      i += length;
    }
  }
  end();
  return words;
}

/** `~` or `~user`, where a shell reads it as a home. */
const HOME = /^~([a-z_][\w-]*)?(?=[/:\s;&|)]|$)/;

/** Returns whether a path begins here: with the word, or with a part of an assignment. */
function startsPath(word: string | undefined): boolean {
  return word === undefined || /^\w+\+?=(?:.*:)?$/s.test(word);
}

/** Returns the home that `~` stands for; that of another user is a variable that is set nowhere. */
function homeOf(user: string, { HOME: own }: EnvVars): string {
  return user === "" ? (own ?? "${HOME}") : `\${HOME_OF_${user.replaceAll("-", "_")}}`;
}

/** What one part of a line becomes: the first text belongs to the word that is open, each further one is a word. */
interface Part {
  readonly texts: readonly string[];
  readonly length: number;
}

const LIST = /^\$(?:(@)|\{(@|\w+\[@\])\})$/;

/** @param word what the word has already; the value of an assignment is not split */
function nextPart(rest: string, scope: Scope, word: string | undefined): Part {
  const [tilde, user = ""] = startsPath(word) ? (HOME.exec(rest) ?? []) : [];
  if (tilde !== undefined) return { texts: [homeOf(user, scope.vars)], length: tilde.length };
  const [single, literal] = /^\$?'([^']*)'/.exec(rest) ?? [];
  if (single !== undefined) return { texts: [escaped(literal ?? "")], length: single.length };
  const quoted = doubleQuoted(rest);
  if (quoted !== undefined) {
    const [, all, list = all] = LIST.exec(quoted) ?? [];
    const items = list === undefined ? undefined : scope.vars[list];
    const texts = items === undefined ? [expand(quoted, scope, /["\\$`]/)] : itemsOf(items);
    return { texts, length: quoted.length + 2 };
  }
  const command = /^(?:\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`|\$\{(?:[^{}]|\$\{[^}]*\})*\})/.exec(rest)?.[0];
  const bare = command ?? /^\\?[^]/.exec(rest)?.[0] ?? rest;
  const name = command === undefined ? /^\$(?:[A-Za-z_]\w*|[\d@*#?!$-])/.exec(rest)?.[0] : undefined;
  const source = name ?? bare;
  const text = expand(source, scope, /./s);
  const isSplit = source.startsWith("$") && source.length > 1 && !/^\w+\+?=/.test(word ?? "");
  return {
    texts: isSplit ? text.split(new RegExp(`[\\s${ITEM}]+`)).filter((one) => one !== "") : [text],
    length: source.length,
  };
}

function itemsOf(list: string): string[] {
  return list === "" ? [] : list.split(ITEM);
}

/** Returns the content of the double quotes at the start of a text. Commands in it have quotes of their own. */
function doubleQuoted(text: string): string | undefined {
  if (!text.startsWith('"')) return undefined;
  let depth = 0;
  for (let i = 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text.startsWith("$(", i)) depth++;
    else if (depth > 0 && text[i] === ")") depth--;
    else if (depth === 0 && text[i] === '"') return text.slice(1, i);
  }
  return undefined;
}

/** Returns a literal text for a compose file. */
export function escaped(text: string): string {
  return text.replaceAll("$", "$$$$");
}

const EXPANSION =
  /\\(.)|\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)|`([^`]*)`|\$\{((?:[^{}]|\$\{[^}]*\})*)\}|\$([A-Za-z_]\w*|[\d@*#?!$-])/gs;

/** Puts the variables in. @param escapable what a backslash takes its meaning from */
function expand(text: string, scope: Scope, escapable: RegExp): string {
  return text.replace(
    EXPANSION,
    (all, char?: string, command?: string, tick?: string, braced?: string, name?: string) => {
      if (char !== undefined) return escapable.test(char) ? escaped(char) : all;
      const program = command ?? tick;
      const place = program === undefined ? undefined : outputOf(program.trim(), scope);
      if (place !== undefined) return place;
      if (program !== undefined) return `\${OUTPUT_OF_${/\w+/.exec(program)?.[0] ?? "a_command"}}`;
      return valueOf(braced ?? name ?? "", scope);
    },
  );
}

const IN_FOLDER = /^cd\s+(?:-P\s+)?(?:--\s+)?(.+?)\s*(?:&?>.*)?(?:&&|;)\s*pwd(?:\s+-P)?$/s;
const OF_FILE = /^(dirname|realpath|readlink\s+-f)\s+(?:--\s+)?(.+)$/s;

/** The text of a file: `cat key.txt`, `< key.txt`. */
const PRINTED = /^(?:(?:\S*\/)?cat\s+(?:--\s+)?|<\s*)([^|;&<>]+)$/s;

/** The lines of a file of variables, as scripts hand them to `export` and `env`: `grep -v '^#' .env | xargs`. */
const VARIABLES =
  /^(?:cat|(?:grep|sed)\s+(?:-\w+\s+)*(?:'[^']*'|"[^"]*"|[^\s|]+))\s+([^\s|;&<>]+)\s*(?:\|\s*(?:grep|sed|tr)\s[^|]*)*\|\s*xargs(?:\s+-\S+)*\s*$|^xargs(?:\s+-\S+)*\s*<\s*(\S+)$/s;

/** Returns the assignments of a file of variables, in one line as `xargs` prints them: without quotes. */
function variablesIn(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const assignments = lines.filter((line) => /^\s*(?:export\s+)?[A-Za-z_]\w*=/.test(line));
  return assignments
    .map((line) =>
      line
        .trim()
        .replace(/^export\s+/, "")
        .replace(/["']/g, ""),
    )
    .join(" ");
}

/** Returns what the usual commands print by which a script finds its own folder or reads a file; undefined for others. */
function outputOf(command: string, scope: Scope): string | undefined {
  const { vars, read } = scope;
  if (/^(pwd(\s+-P)?|PWD)$/.test(command)) return vars.PWD ?? "${PWD}";
  const [, folder] = IN_FOLDER.exec(command) ?? [];
  const [, program, name] = OF_FILE.exec(command) ?? [];
  const [, printed] = PRINTED.exec(command) ?? [];
  const [, first, second] = VARIABLES.exec(command) ?? [];
  const list = first ?? second;
  const words = shellWords(folder ?? name ?? printed ?? list ?? "", scope).map(({ text }) => text);
  const [word = ""] = words;
  if (words.length !== 1 || word.includes("${") || vars.PWD === undefined) return undefined;
  const found = path.posix.resolve(vars.PWD, word);
  if (printed !== undefined || list !== undefined) {
    const text = read?.(found);
    if (text === undefined) return undefined;
    return escaped(list === undefined ? text.replace(/[\r\n]+$/, "") : variablesIn(text));
  }
  return program === "dirname" ? path.posix.dirname(found) : found;
}

/** Resolves `NAME`, and the forms with a default. A parameter of the script or another form stays unknown. */
function valueOf(body: string, scope: Scope): string {
  const { vars, outer = {} } = scope;
  const set = vars[body];
  if (set !== undefined) return set.replaceAll(ITEM, " ");
  const [, name, operator = "", word = ""] = /^([A-Za-z_]\w*|\d|@)(?:(:?[-=+?])(.*))?$/s.exec(body) ?? [];
  if (name === undefined) return `\${PARAMETER_${/\w+/.exec(body)?.[0] ?? "OF_THE_SCRIPT"}}`;
  const value = vars[name] ?? inherited(name, outer);
  const isSet = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator.endsWith("+")) return isSet ? expand(word, scope, /./s) : "";
  if (isSet && value !== undefined) return value;
  if (/[-=]$/.test(operator)) return expand(unquoted(word), scope, /./s);
  return /^\w/.test(name) && !/^\d/.test(name)
    ? `\${${name}}`
    : `\${PARAMETER_${/\d/.exec(name)?.[0] ?? "OF_THE_SCRIPT"}}`;
}

/** Returns the reference by which the reader of compose files takes a variable from the operator's shell, and says so. */
function inherited(name: string, outer: EnvVars): string | undefined {
  const value = outer[name];
  return value ? `\${${name}}` : value;
}

/** Removes the quotes around a default: `${NAME:-"value"}`. */
function unquoted(word: string): string {
  return /^"(.*)"$/s.exec(word)?.[1] ?? /^'(.*)'$/s.exec(word)?.[1] ?? word;
}
