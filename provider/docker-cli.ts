import { commandLine } from "../settings/ssh";
import { type Result, runCommand } from "./run-command";

/** Runs `docker` with these words, on one host. */
export type DockerCli = (words: readonly string[]) => Promise<Result>;

/** Longest that one command may take, in milliseconds. */
const TIMEOUT = 30_000;

/** @param command that reaches the host's Docker, as `Host.docker` gives it */
export function dockerCli(command: readonly string[]): DockerCli {
  return (words) => runCommand(commandLine(command, words), TIMEOUT);
}
