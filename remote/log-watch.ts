/** Watches the log of a starting node for states that waiting does not end. */
import { stripVTControlCharacters } from "node:util";
import { describeState, type LogState, stateOfLine } from "../node/log-states";
import type { DockerRunner } from "./docker";

/** Lines to read at a time: a node that cannot read its chain writes 13 a second. */
const LINES = "200";
/** Milliseconds after which a state that no longer appears in the log is over. */
const FORGOTTEN = 60_000;

export interface Watched {
  readonly docker: DockerRunner;
  /** Name of the container. */
  readonly container: string;
  /** The stack of the node, for commands. */
  readonly stack: string;
  /** Prints a progress line. */
  readonly log: (line: string) => void;
}

/** When the log named a state, in milliseconds of the waiting's clock. */
interface Sighting {
  readonly first: number;
  readonly last: number;
}

/** Remembers since when a node's log has named which state. */
export class LogWatch {
  private readonly sightings = new Map<LogState["name"], Sighting>();
  private named: LogState | undefined;
  /** Docker's time of the last line that was read. */
  private read: string | undefined;

  constructor(private readonly watched: Watched) {}

  /**
   * Reads what the log has had since the last look, and prints a state that is new.
   *
   * @param startedAt when the node started last, as Docker writes times: older lines are about an earlier run
   * @param now       milliseconds of a clock that only moves forward
   * @returns the state that has lasted too long to wait on: it is named again, its patience after the first time
   */
  async look(startedAt: string | undefined, now: number): Promise<LogState | undefined> {
    const named = new Map((await this.newStates(startedAt)).map((state) => [state.name, state]));
    const states = [...named.values()];
    for (const state of states) this.see(state, now);
    return states.find(({ name, patience }) => this.lasted(name) >= patience * 1000);
  }

  /** Returns the state that the log has named last, unless that is over. */
  latest(now: number): LogState | undefined {
    const { last = 0 } = this.named ? (this.sightings.get(this.named.name) ?? {}) : {};
    return now - last <= FORGOTTEN ? this.named : undefined;
  }

  private see(state: LogState, now: number): void {
    this.named = state;
    const before = this.sightings.get(state.name);
    const isNew = !before || now - before.last > FORGOTTEN;
    this.sightings.set(state.name, { first: isNew ? now : before.first, last: now });
    if (isNew) this.watched.log(`${this.watched.container}: ${describeState(state, this.watched.stack)}`);
  }

  private lasted(name: LogState["name"]): number {
    const { first, last } = this.sightings.get(name) ?? { first: 0, last: 0 };
    return last - first;
  }

  private async newStates(startedAt: string | undefined): Promise<LogState[]> {
    const { docker, container } = this.watched;
    const since = this.read ?? startedAt;
    const args = ["logs", "--timestamps", "--tail", LINES, ...(since === undefined ? [] : ["--since", since])];
    const { code, text } = await docker([...args, container]);
    if (code !== 0) return [];
    // Unredacted, because the messages contain hashes; none of it is printed.
    const all = stripVTControlCharacters(text).trim().split("\n");
    // Docker repeats the line of that time. Its times have one length, so they sort as text.
    const lines = all.filter((line) => this.read === undefined || timeOf(line) > this.read);
    this.read = lines.map(timeOf).sort().at(-1) ?? this.read;
    return lines.flatMap((line) => stateOfLine(line) ?? []);
  }
}

/** Reads Docker's time at the beginning of a line. */
function timeOf(line: string): string {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(line)?.[0] ?? "";
}
