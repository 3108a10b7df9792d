/** Prompts for one setting until the answer is valid. */
import type { FlatConfig } from "../../settings/flat-config";
import { displayValue } from "../../settings/secrecy";
import { log, OperatorError } from "../../terminal/output";
import { promptChoice, promptHidden, promptText } from "../../terminal/prompts";
import { type CheckOptions, problemAt, type Prompt, runsHere } from "./prompts";

/** The entry, and the choice in a list, by which the operator returns to the previous prompt. */
export const BACK_ANSWER = "<";
export const BACK_CHOICE = "(back to the previous question)";
/** The result of a prompt that is left for the previous one. */
export const BACK = Symbol("back");

export interface PromptOptions {
  readonly check: CheckOptions;
  /** The answer if the operator presses Enter. */
  readonly defaultAnswer: string | undefined;
  /** Converts an answer to a value: reads a file, detects the address. @throws {OperatorError} */
  readonly parse: (prompt: Prompt, answer: string) => Promise<string>;
}

/** @param values the values so far, with those that the stack has @returns undefined for no value */
export async function promptFor(
  prompt: Prompt,
  values: FlatConfig,
  options: PromptOptions,
): Promise<string | undefined | typeof BACK> {
  const { path } = prompt.definition;
  for (;;) {
    const answer = await readAnswer(prompt, values, options);
    if (answer.trim() === BACK_ANSWER || answer === BACK_CHOICE) return BACK;
    const kept = answer === "" ? values[path] : undefined;
    const value = kept ?? (await parseOrReport(prompt, answer, options));
    if (value === undefined) continue;
    const problem = kept === undefined && problemAt(path, replace(values, path, value), options.check);
    if (problem) {
      log(`  ! ${problem}`);
      continue;
    }
    log(`✔ ${path}: ${value === "" ? "none" : displayValue(path, value)}`);
    return value === "" ? undefined : value;
  }
}

function replace(values: FlatConfig, path: string, value: string): FlatConfig {
  const others = Object.entries(values).filter(([other]) => other !== path);
  return { ...Object.fromEntries(others), ...(value === "" ? {} : { [path]: value }) };
}

/** @returns undefined if the answer cannot be converted; the reason is printed */
async function parseOrReport(prompt: Prompt, answer: string, { parse }: PromptOptions): Promise<string | undefined> {
  try {
    return await parse(prompt, answer);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`  ! ${error.message}`);
    return undefined;
  }
}

/** Prompts once. A refused answer disappears with its prompt, so that only accepted ones stay on the screen. */
function readAnswer(prompt: Prompt, values: FlatConfig, { defaultAnswer }: PromptOptions): Promise<string> {
  const { definition, choices, isHidden } = prompt;
  const message = `${definition.path}: ${definition.description}${hint(prompt, values)}`;
  const style = { isErased: true, defaultAnswer: definition.secret === undefined ? defaultAnswer : undefined };
  if (choices) return promptChoice(message, [...choices, BACK_CHOICE], style);
  return isHidden ? promptHidden(message, style) : promptText(message, style);
}

function hint({ definition: { path, secret }, isFile, isList }: Prompt, values: FlatConfig): string {
  const hints = [
    ...(isFile ? ["path of the file"] : []),
    ...(isList ? ["several: separate them with commas"] : []),
    ...(path === "p2p.announceIp" && runsHere(values) ? ['"detect" looks it up'] : []),
    ...(secret && values[path] !== undefined ? ["Enter keeps the current value"] : []),
  ];
  return hints.length > 0 ? ` (${hints.join("; ")})` : "";
}
