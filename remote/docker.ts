import { commandLine } from "./ssh";
import { type CommandResult, runCommand } from "./command";

/** Runs `docker` with these words, on one host; it reads the input. */
export type DockerRunner = (words: readonly string[], input?: string) => Promise<CommandResult>;

const TIMEOUT = 30_000;

/**
 * @param command that reaches the host's Docker, as `Host.docker` gives it
 * @param timeout longest that one command may take, in milliseconds
 */
export function dockerRunner(command: readonly string[], timeout = TIMEOUT): DockerRunner {
  return (words, input) => runCommand(commandLine(command, words), timeout, input);
}
