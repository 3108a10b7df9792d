/** Asks one question on the terminal until its answer is right. */
import input from "@inquirer/input";
import password from "@inquirer/password";
import select from "@inquirer/select";
import { problemWith, type Check, type Question } from "./questions";
import type { FlatConfig } from "../../settings/flat-config";
import { OperatorError, log } from "../../terminal/output";
import { orCancelled } from "../../terminal/prompts";

export interface Asking {
  readonly check: Check;
  /** What Enter stands for. */
  readonly offered: string | undefined;
  /** Makes the value of what was typed: reads the file that is named, asks for the address. @throws {OperatorError} */
  readonly valueOf: (question: Question, typed: string) => Promise<string>;
}

/** @param values those so far, with what the stack has @returns undefined for none */
export async function ask(question: Question, values: FlatConfig, asking: Asking): Promise<string | undefined> {
  for (;;) {
    const { path } = question.variable;
    const typed = await prompt(question, values, asking);
    const present = values[path];
    if (typed === "" && present !== undefined) return present;
    const value = await valueOrWhy(question, typed, asking);
    if (value === undefined) continue;
    const problem = problemWith(path, changed(values, path, value), asking.check);
    if (!problem) return value === "" ? undefined : value;
    log(`  ! ${problem}`);
  }
}

function changed(values: FlatConfig, path: string, value: string): FlatConfig {
  const others = Object.entries(values).filter(([other]) => other !== path);
  return { ...Object.fromEntries(others), ...(value === "" ? {} : { [path]: value }) };
}

/** What cannot be had of an answer is told, and it is asked again. */
async function valueOrWhy(question: Question, typed: string, { valueOf }: Asking): Promise<string | undefined> {
  try {
    return await valueOf(question, typed);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`  ! ${error.message}`);
    return undefined;
  }
}

async function prompt(question: Question, values: FlatConfig, { offered }: Asking): Promise<string> {
  const { variable, choices, isHidden } = question;
  const present = values[variable.path];
  const message = `${variable.path}: ${variable.description}${hint(question, present)}`;
  if (choices) {
    const list = choices.map((value) => ({ value }));
    return orCancelled(select({ message, choices: list, ...(offered === undefined ? {} : { default: offered }) }));
  }
  if (isHidden) return orCancelled(password({ message, mask: false }));
  const isShown = variable.secret === undefined && offered !== undefined;
  return orCancelled(input({ message, ...(isShown ? { default: offered } : {}) }));
}

function hint({ variable: { path, secret }, isFile }: Question, present: string | undefined): string {
  const kept = secret && present !== undefined ? "it is set, and Enter keeps it" : "";
  if (isFile) return ` (the name of its file; ${kept || "Enter for none"})`;
  if (path === "p2p.announceIp") return " (or: detect)";
  return kept && ` (${kept})`;
}
