/** Watches the log of a node that is waited for, for states that waiting does not end. */
import { describeState, type LogState, stateInLog } from "../settings/log-states";
import type { DockerCli } from "./docker-cli";
import { readable } from "./readable";

/** Lines that are read: a node that cannot read its chain writes 13 a second. */
const LINES = "200";

export interface Watched {
  readonly docker: DockerCli;
  /** Name of the container. */
  readonly container: string;
  /** Prints a line about the progress. */
  readonly say: (line: string) => void;
}

/** Remembers since when a node's log has named a state. */
export class LogWatch {
  private state: LogState | undefined;
  private since = 0;

  constructor(private readonly watched: Watched) {}

  /**
   * Reads the log, and prints a state that is new.
   *
   * @param startedAt when the node started last, as Docker writes times: what is older says nothing about it
   * @param now       milliseconds of a clock that only moves forward
   * @returns the state that has lasted too long to wait on
   */
  async look(startedAt: string | undefined, now: number): Promise<LogState | undefined> {
    const found = await this.read(startedAt);
    if (found?.name !== this.state?.name) {
      this.since = now;
      if (found) this.watched.say(`${this.watched.container}: ${describeState(found)}`);
    }
    this.state = found;
    return found && now - this.since >= found.patience * 1000 ? found : undefined;
  }

  private async read(startedAt: string | undefined): Promise<LogState | undefined> {
    const { docker, container } = this.watched;
    const since = startedAt === undefined ? [] : ["--since", startedAt];
    const { code, text } = await docker(["logs", "--tail", LINES, ...since, container]);
    return code === 0 ? stateInLog(readable(text).split("\n")) : undefined;
  }
}
