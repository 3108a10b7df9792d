import { log, OperatorError } from "../../terminal/output";
import { EXIT_CODES } from "./finding";

/** Runs a check. If it cannot be carried out, prints why and returns exit code 2. @returns the check's exit code */
export async function runCheck(check: () => Promise<number>): Promise<number> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    log(`\n${error.message}`);
    return EXIT_CODES.unknown;
  }
}
