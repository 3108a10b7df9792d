import { commandLine } from "./ssh";
import { type Result, runCommand } from "./command";

/** Runs `docker` with these words, on one host; it reads the input. */
export type DockerCli = (words: readonly string[], input?: string) => Promise<Result>;

const TIMEOUT = 30_000;

/**
 * @param command that reaches the host's Docker, as `Host.docker` gives it
 * @param timeout longest that one command may take, in milliseconds
 */
export function dockerCli(command: readonly string[], timeout = TIMEOUT): DockerCli {
  return (words, input) => runCommand(commandLine(command, words), timeout, input);
}
