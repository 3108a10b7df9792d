/** Splits a line of a shell script into commands. */
import { ITEM, type Scope, shellWords } from "./shell-words";

/** A command, and the operator before it. */
export interface ShellCommand {
  /** `;`, `&&`, `||`, `|` and others. */
  readonly operator: string;
  readonly words: readonly string[];
}

/** Splits a line into commands, one after the other, so that each sees what those before it have set. */
export function* commandsOf(text: string, shell: Scope): Generator<ShellCommand> {
  for (let at = 0; ; at += 1) {
    const command = split(text, shell)[at];
    if (command === undefined) return;
    if (command.words.length > 0) yield command;
  }
}

/** `NAME=value`, `NAME+=value`; `NAME[@]=` for the items of a list. */
export const ASSIGNMENT = /^([A-Za-z_]\w*(?:\[@\])?)(\+?)=(.*)$/s;

const LIST_START = /^([A-Za-z_]\w*\+?)=\((.*)$/s;

/** Splits a line into commands. The items of a list, `ARGS=(a b)`, become one word. */
function split(text: string, scope: Scope): ShellCommand[] {
  const commands = [{ operator: ";", words: [] as string[] }];
  let skipsTarget = false;
  let list: { name: string; items: string[] } | undefined;
  for (const { text: word, isOperator } of shellWords(text, scope)) {
    const words = commands.at(-1)?.words ?? [];
    const [, name, first = ""] = isOperator ? [] : (LIST_START.exec(word) ?? []);
    if (list !== undefined && isOperator && word === ")") {
      words.push(`${list.name.replace("+", "")}[@]${list.name.endsWith("+") ? "+" : ""}=${list.items.join(ITEM)}`);
      list = undefined;
    } else if (list !== undefined) {
      if (!isOperator) list.items.push(word);
    } else if (name !== undefined) {
      const isWhole = first.endsWith(")");
      list = { name, items: [isWhole ? first.slice(0, -1) : first].filter((one) => one !== "") };
      if (!isWhole) continue;
      words.push(`${name.replace("+", "")}[@]${name.endsWith("+") ? "+" : ""}=${list.items.join(ITEM)}`);
      list = undefined;
    } else if (isOperator && /[<>]/.test(word)) skipsTarget = !/&\d$/.test(word);
    else if (isOperator) {
      skipsTarget = false;
      commands.push({ operator: word, words: [] });
    } else if (skipsTarget) skipsTarget = false;
    else words.push(word);
  }
  return commands;
}
