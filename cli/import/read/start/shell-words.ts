/**
 * Splits a line of a shell script into words, with its variables put in. The result is text for a compose file: `$$` is a
 * dollar, and `${NAME}` is a variable that the script does not set, so that the reader of compose files reports it.
 */
import type { EnvVars } from "../interpolation";

/** A word of a command, or an operator between commands. */
export interface Word {
  readonly text: string;
  readonly isOperator?: true;
}

/** Splits a line. @param vars what the script has set, as text for a compose file */
export function shellWords(line: string, vars: EnvVars): Word[] {
  const words: Word[] = [];
  let word: string | undefined;
  let i = 0;
  const end = () => {
    if (word !== undefined) words.push({ text: word });
    word = undefined;
  };
  while (i < line.length) {
    const rest = line.slice(i);
    const [blank] = /^\s+/.exec(rest) ?? [];
    const [operator] = /^(?:\d?(?:>>?|<<?)&?\d?|&&|\|\||;;|[;&|])/.exec(rest) ?? [];
    if (blank !== undefined || (operator !== undefined && (word === undefined || !/^\d/.test(operator)))) {
      end();
      if (operator !== undefined) words.push({ text: operator, isOperator: true });
      i += (blank ?? operator ?? "").length;
    } else if (word === undefined && rest.startsWith("#")) {
      break;
    } else {
      const part = nextPart(rest, vars);
      word = (word ?? "") + part.text;
      i += part.length;
    }
  }
  end();
  return words;
}

interface Part {
  readonly text: string;
  readonly length: number;
}

function nextPart(rest: string, vars: EnvVars): Part {
  const [single, literal] = /^'([^']*)'/.exec(rest) ?? [];
  if (single !== undefined) return { text: escaped(literal ?? ""), length: single.length };
  const [double, quoted] = /^"((?:[^"\\]|\\.)*)"/s.exec(rest) ?? [];
  if (double !== undefined) return { text: expand(quoted ?? "", vars, /["\\$`]/), length: double.length };
  const command = /^(?:\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`|\$\{[^}]*\})/.exec(rest)?.[0];
  const bare = command ?? /^\\?./s.exec(rest)?.[0] ?? rest;
  const name = command === undefined ? /^\$(?:[A-Za-z_]\w*|[\d@*#?!$-])/.exec(rest)?.[0] : undefined;
  return { text: expand(name ?? bare, vars, /./s), length: (name ?? bare).length };
}

/** Returns a literal text for a compose file. */
export function escaped(text: string): string {
  return text.replaceAll("$", "$$$$");
}

const EXPANSION = /\\(.)|\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)|`([^`]*)`|\$\{([^}]*)\}|\$([A-Za-z_]\w*|[\d@*#?!$-])/gs;

/** Puts the variables in. @param escapable what a backslash takes its meaning from */
function expand(text: string, vars: EnvVars, escapable: RegExp): string {
  return text.replace(
    EXPANSION,
    (all, char?: string, command?: string, tick?: string, braced?: string, name?: string) => {
      if (char !== undefined) return escapable.test(char) ? escaped(char) : all;
      const program = command ?? tick;
      if (program?.trim() === "pwd") return vars.PWD ?? "${PWD}";
      if (program !== undefined) return `\${OUTPUT_OF_${/\w+/.exec(program)?.[0] ?? "a_command"}}`;
      return valueOf(braced ?? name ?? "", vars);
    },
  );
}

/** Resolves `NAME`, and the forms with a default. A parameter of the script or another form stays unknown. */
function valueOf(body: string, vars: EnvVars): string {
  const [, name, operator = "", word = ""] = /^([A-Za-z_]\w*)(?:(:?[-=+?])(.*))?$/s.exec(body) ?? [];
  if (name === undefined) return `\${PARAMETER_${/\w+/.exec(body)?.[0] ?? "OF_THE_SCRIPT"}}`;
  const value = vars[name];
  const isSet = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator.endsWith("+")) return isSet ? expand(word, vars, /./s) : "";
  if (isSet && value !== undefined) return value;
  return /[-=]$/.test(operator) ? expand(word, vars, /./s) : `\${${name}}`;
}
