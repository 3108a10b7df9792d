/** Prompts for one setting until the answer is valid. */
import type { FlatConfig } from "../../settings/flat-config";
import { log, OperatorError } from "../../terminal/output";
import { promptChoice, promptHidden, promptText } from "../../terminal/prompts";
import { type CheckOptions, problemAt, type Prompt } from "./prompts";

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
): Promise<string | undefined> {
  for (;;) {
    const { path } = prompt.definition;
    const answer = await readAnswer(prompt, values, options);
    const current = values[path];
    if (answer === "" && current !== undefined) return current;
    const value = await parseOrReport(prompt, answer, options);
    if (value === undefined) continue;
    const problem = problemAt(path, replace(values, path, value), options.check);
    if (!problem) return value === "" ? undefined : value;
    log(`  ! ${problem}`);
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

function readAnswer(prompt: Prompt, values: FlatConfig, { defaultAnswer }: PromptOptions): Promise<string> {
  const { definition, choices, isHidden } = prompt;
  const message = `${definition.path}: ${definition.description}${hint(prompt, values[definition.path])}`;
  if (choices) return promptChoice(message, choices, defaultAnswer);
  if (isHidden) return promptHidden(message);
  return promptText(message, definition.secret === undefined ? defaultAnswer : undefined);
}

function hint({ definition: { path, secret }, isFile }: Prompt, current: string | undefined): string {
  const keeps = secret && current !== undefined ? "Enter keeps the current value" : "";
  if (isFile) return ` (path of the file; ${keeps || "Enter for none"})`;
  if (path === "p2p.announceIp") return ' ("detect" looks it up)';
  return keeps && ` (${keeps})`;
}
