import { OperatorError, log } from "../../terminal/output";
import { EXIT_CODES } from "./finding";

/** Runs a question; that it could not be asked is told, and is an exit code of its own. @returns the exit code */
export async function asked(question: () => Promise<number>): Promise<number> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`\n${error.message}`);
    return EXIT_CODES.unknown;
  }
}
