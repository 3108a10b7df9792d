/** Reads the end of a node's log: why it has ended, or why it does not become ready. */
import { stripVTControlCharacters } from "node:util";
import { printedLine } from "../../../node/log-line";
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

/** How far back the states of a node that runs are searched: one that lasts is repeated more often. */
const RECENT = "3m";
/** Lines that a node which cannot read its chain writes in that time: 13 a second. */
const LINES = "2500";

/** A line that names a state. */
interface Named {
  readonly state: LogState;
  /** Milliseconds since 1970, by Docker. */
  readonly time: number;
}

/**
 * Reads the log of a container that does not run, or whose node is not ready.
 *
 * @throws {Unreachable} if the host does not answer
 */
export async function readLogEnd(docker: DockerRunner, name: string, isRunning: boolean): Promise<LogEnd> {
  const recent = isRunning ? ["--since", RECENT] : [];
  const { text } = await docker(["logs", "--timestamps", "--tail", LINES, ...recent, name]);
  // Unredacted, because what names a state contains hashes; none of it is printed.
  const lines = stripVTControlCharacters(text).split("\n").map(printedLine);
  if (isRunning) return { logState: lasting(lines.flatMap((line) => namedIn(line) ?? [])) };
  const errors = namedErrors(readable(text).split("\n").map(printedLine).map(withoutTime));
  // The node may have recovered from a state before something else ended it.
  const last = lines.filter((line) => namedIn(line) ?? namedErrors([withoutTime(line)]).length > 0).at(-1);
  return { lastError: errors.at(-1)?.slice(0, 160), logState: namedIn(last ?? "")?.state };
}

const withoutTime = (line: string) => line.replace(/^\S+ /, "");

function namedIn(line: string): Named | undefined {
  const state = stateOfLine(line);
  const isPermanent = state !== undefined && Number.isFinite(state.patience);
  return isPermanent ? { state, time: Date.parse(line.split(" ")[0] ?? "") } : undefined;
}

/** Returns the state that was named last, if it has lasted for its patience. */
function lasting(all: readonly Named[]): LogState | undefined {
  const last = all.at(-1);
  const first = all.find(({ state }) => state === last?.state);
  return last && first && last.time - first.time >= last.state.patience * 1000 ? last.state : undefined;
}
