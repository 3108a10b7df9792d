/** Prompts on a terminal, on standard error: standard output is for results. Ctrl-C cancels the command. */
import { text } from "node:stream/consumers";
import { OperatorError } from "./output";

const CANCELLED = "Cancelled; nothing was changed.";
const CANCELLED_LATE = "Cancelled; no further change was made.";

/** Returns whether somebody can answer a prompt. */
export function canPrompt(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

export interface Confirmation {
  /** The answer if the operator presses Enter. @default false */
  readonly defaultAnswer?: boolean;
  /** Whether the command has changed something before. @default false */
  readonly hasChanged?: boolean;
}

/**
 * Prompts for confirmation before something is changed.
 *
 * @param isConfirmed whether the operator passed --yes, which skips the prompt
 * @throws {OperatorError} if the operator declines, or if there is no terminal
 */
export async function confirm(
  message: string,
  isConfirmed = false,
  { defaultAnswer = false, hasChanged = false }: Confirmation = {},
): Promise<void> {
  if (isConfirmed) return;
  // The answer comes from standard input; `2>&1 | tee log` still shows the prompt.
  if (!process.stdin.isTTY)
    throw new OperatorError(
      hasChanged
        ? "No further change was made: without a terminal, confirm with --yes."
        : "Nothing was changed: without a terminal, confirm with --yes.",
    );
  const cancelled = hasChanged ? CANCELLED_LATE : CANCELLED;
  if (!(await promptYesNo(message, defaultAnswer, cancelled))) throw new OperatorError(cancelled);
}

/** @param cancelled what is printed after Ctrl-C */
export async function promptYesNo(message: string, defaultAnswer: boolean, cancelled = CANCELLED): Promise<boolean> {
  const { default: prompt } = await import("@inquirer/confirm");
  return answerOf(prompt({ message, default: defaultAnswer }, { output: process.stderr }), cancelled);
}

export interface PromptStyle {
  /** The answer if the operator presses Enter. */
  readonly defaultAnswer?: string | undefined;
  /** Whether the prompt disappears with its answer: the caller prints the answer once it has accepted it. */
  readonly isErased?: boolean;
}

/** @param validate returns true, or what is wrong with the answer */
export async function promptText(
  message: string,
  style: PromptStyle = {},
  validate: (answer: string) => true | string = () => true,
): Promise<string> {
  const { default: prompt } = await import("@inquirer/input");
  return answerOf(prompt({ message, validate, ...presetOf(style) }, contextOf(style)));
}

export async function promptChoice(
  message: string,
  choices: readonly string[],
  style: PromptStyle = {},
): Promise<string> {
  const { default: prompt } = await import("@inquirer/select");
  const list = choices.map((value) => ({ value }));
  return answerOf(prompt({ message, choices: list, ...presetOf(style) }, contextOf(style)));
}

/** Prompts for a secret without echo. */
export async function promptHidden(message: string, style: PromptStyle = {}): Promise<string> {
  const { default: prompt } = await import("@inquirer/password");
  return answerOf(prompt({ message, mask: false }, contextOf(style)));
}

function presetOf({ defaultAnswer }: PromptStyle): { default?: string } {
  return defaultAnswer === undefined ? {} : { default: defaultAnswer };
}

function contextOf({ isErased = false }: PromptStyle) {
  return { output: process.stderr, clearPromptOnDone: isErased };
}

/** Prompts for a secret without echo; without a terminal, reads it from standard input. */
export async function readSecret(message: string): Promise<string> {
  return process.stdin.isTTY ? promptHidden(message) : text(process.stdin);
}

/** @throws {OperatorError} on Ctrl-C, and if the terminal is closed */
async function answerOf<T>(prompt: Promise<T>, cancelled = CANCELLED): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    const isCancelled = error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name);
    throw isCancelled ? new OperatorError(cancelled) : error;
  }
}
