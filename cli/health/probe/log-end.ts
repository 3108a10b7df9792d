/** Reads the end of a node's log: why it has ended, or why it does not become ready. */
import { stripVTControlCharacters } from "node:util";
import { type LogState, stateOfLine } from "../../../node/log-states";
import type { DockerRunner } from "../../../remote/docker";
import { readable } from "../../../remote/log-text";
import { namedErrors } from "../../../remote/wait-ready";

export interface LogEnd {
  /** Undefined while the container runs: an error in its log need not be the reason of anything. */
  readonly lastError?: string | undefined;
  /** The state that the log named last, if waiting does not end it. */
  readonly logState?: LogState | undefined;
}

/** A state that a node repeats while it lasts; a longer pause means that it is over. */
const RECENT = "3m";

/**
 * Reads the log of a container that does not run, or whose node is not ready.
 *
 * @throws {Unreachable} if the host does not answer
 */
export async function readLogEnd(docker: DockerRunner, name: string, isRunning: boolean): Promise<LogEnd> {
  const { text } = await docker(["logs", "--tail", "500", ...(isRunning ? ["--since", RECENT] : []), name]);
  // Unredacted, because what names a state contains hashes; none of it is printed.
  const states = stripVTControlCharacters(text)
    .split("\n")
    .flatMap((line) => stateOfLine(line) ?? [])
    .filter(({ patience }) => Number.isFinite(patience));
  const lastError = isRunning ? undefined : namedErrors(readable(text).split("\n")).at(-1)?.slice(0, 160);
  return { lastError, logState: states.at(-1) };
}
