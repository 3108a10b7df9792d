/** A stack and its host in memory. The update can be killed before each of its steps. */
import type { UpdateEffects } from "../../cli/update/transaction";
import type { JournalEntry } from "../../cli/update/journal";
import type { Edit } from "../../cli/update/edits";

export const OLD = { release: "old", image: "old" };
export const NEW = { release: "new", image: "new" };

interface Faults {
  /** The fault of the new release. */
  readonly fault?: "exits at once" | "never becomes ready" | "cannot be created" | "both" | undefined;
  /** Why the old release cannot take over the data. */
  readonly why?: string;
  /** The step, counted from 1, before which the update is killed. */
  readonly killedAt?: number;
  readonly runs?: string;
}

export class FakeHost implements UpdateEffects {
  entry: JournalEntry | undefined;
  text: string;
  moments = 0;
  mostContainers = 1;
  /** The release of each container on the host. */
  private containers: string[];
  /** The release of the container in the stack's state. */
  private state: string | undefined;
  private killedAt: number | undefined;
  private fault: Faults["fault"];
  private isReady = true;

  constructor(private readonly faults: Faults = {}) {
    const { runs = "old", killedAt, fault } = faults;
    this.text = `release: ${runs}\n`;
    this.containers = [runs];
    this.state = runs;
    this.killedAt = killedAt;
    this.fault = fault;
  }

  readonly journal = {
    read: () => this.entry,
    write: (entry: JournalEntry) => {
      this.moment();
      this.entry = entry;
    },
  };

  readSettings = () => this.text;

  restoreSettings = (text: string) => {
    this.moment();
    this.text = text;
  };

  applyEdit = ({ value = "" }: Edit) => {
    this.moment();
    // Between the two edits the settings fit no release.
    this.text = this.text === "release: old\n" ? "half" : `release: ${value}\n`;
  };

  up = () => {
    try {
      return Promise.resolve(this.reconcile());
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };

  rollbackObstacle = () => Promise.resolve(this.faults.why);
  log = () => undefined;

  /** Returns the release of settings, state and the one container. @throws if they differ */
  agrees(): string {
    const [only, ...others] = this.containers;
    const target = /^release: (.*)\n$/.exec(this.text)?.[1];
    if (only === undefined || others.length > 0 || only !== target || only !== this.state) {
      throw new Error(`${this.text} ${String(this.state)} ${this.containers.join()}`);
    }
    return only;
  }

  /** Stands for the next command after a kill. */
  restart(): void {
    this.killedAt = undefined;
  }

  fix(): void {
    this.fault = undefined;
  }

  /** Does as `pulumi up`: deletes the old container before it creates the new one. */
  private reconcile(): boolean {
    this.moment();
    const target = /^release: (.*)\n$/.exec(this.text)?.[1];
    if (target === undefined) throw new Error("up with settings of no release");
    if (this.state === target && this.containers.includes(target) && this.isReady) return true;
    this.containers = [];
    this.moment();
    this.state = undefined;
    this.moment();
    if (this.fault === "cannot be created" && target === "new") return false;
    this.containers.push(target);
    this.isReady = false;
    this.mostContainers = Math.max(this.mostContainers, this.containers.length);
    this.moment();
    this.state = target;
    this.moment();
    this.isReady = this.fault === undefined || (target === "old" && this.fault !== "both");
    return this.isReady;
  }

  private moment(): void {
    this.moments++;
    if (this.moments === this.killedAt) throw new Error("killed");
  }
}
