/**
 * Splits values of systemd into words: quotes group, escapes are those of C. There are no operators, except a `;` that
 * stands alone between two commands, no remarks and no parentheses. Source: systemd.syntax(7), systemd.service(5).
 */
import { C_ESCAPES } from "../escapes";
import type { EnvVars } from "../interpolation";
import { escaped } from "./shell-words";

/** A blank, a quote, an escape, or other text. */
const PART = /(\s+)|(["'])|\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{3})|([^]))|[^\s"'\\]+|\\$/gi;

const ESCAPED: Readonly<Record<string, string>> = {
  ...C_ESCAPES,
  s: " ",
  "'": "'",
};

/** Returns the words of a value. */
export function wordsIn(value: string): string[] {
  return split(value).map(({ text }) => text);
}

/** Returns the commands of an `ExecStart`, which a `;` separates, each as its words. */
export function commandsIn(value: string): string[][] {
  const commands: string[][] = [[]];
  for (const { text, isPlain } of split(value)) {
    if (text === ";" && isPlain) commands.push([]);
    else commands.at(-1)?.push(text);
  }
  return commands.filter((words) => words.length > 0);
}

/** A word, and whether it has neither quotes nor escapes. */
interface PlainOrNot {
  text: string;
  isPlain: boolean;
}

function split(value: string): PlainOrNot[] {
  const words: PlainOrNot[] = [];
  let word: PlainOrNot | undefined;
  let quote = "";
  for (const [all, blank, mark, ...codes] of value.matchAll(PART)) {
    if (blank !== undefined && quote === "") {
      word = undefined;
      continue;
    }
    if (word === undefined) {
      word = { text: "", isPlain: true };
      words.push(word);
    }
    word.isPlain &&= mark === undefined && !all.startsWith("\\");
    if (mark !== undefined && (quote === "" || quote === mark)) quote = quote === "" ? mark : "";
    else word.text += all.startsWith("\\") ? unescaped(all, codes) : all;
  }
  return words;
}

/** @param codes the digits of an escape by a number, then the letter of another one; a `;` may be escaped too */
function unescaped(all: string, codes: readonly (string | undefined)[]): string {
  const [hex, short, long, octal, letter] = codes;
  const digits = hex ?? short ?? long;
  if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
  return letter === ";" ? ";" : (ESCAPED[letter ?? ""] ?? all);
}

/**
 * Puts variables into a word of a command, as text for a compose file. systemd does so also in quotes; a word that is
 * `$NAME` becomes the words of the value, and `$NAME` inside a word stays as it is.
 */
export function expanded(word: string, vars: EnvVars): string[] {
  const [, whole] = /^\$([A-Za-z_]\w*)$/.exec(word) ?? [];
  if (whole !== undefined) return (vars[whole] ?? `\${${whole}}`).split(/\s+/).filter((one) => one !== "");
  const text = word.replace(/\$\$|\$\{([A-Za-z_]\w*)([^}]*)\}|\$/g, (_, name?: string, rest?: string) => {
    if (name === undefined) return escaped("$");
    return (rest === "" ? vars[name] : undefined) ?? `\${${name}}`;
  });
  return [text];
}
