import { errorText } from "../../terminal/errors";
import { log } from "../../terminal/output";
import { EXIT_CODES } from "./finding";

/** Runs a check. If it cannot be carried out, prints why and returns exit code 2. @returns the check's exit code */
export async function runCheck(check: () => Promise<number>): Promise<number> {
  // Node.js ends a process that waits for nothing any more: that must not look like a good result.
  process.exitCode = EXIT_CODES.unknown;
  try {
    return await check();
  } catch (error) {
    log(`\n${errorText(error)}`);
    return EXIT_CODES.unknown;
  }
}
