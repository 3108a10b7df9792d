/** Questions on a terminal. */
import { OperatorError } from "./output";

/** An answer. @throws {OperatorError} on Ctrl-C and where the terminal is gone: nothing is changed before all answers are there */
export async function orCancelled<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    const left = error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name);
    throw left ? new OperatorError("Left; nothing was changed.") : error;
  }
}
