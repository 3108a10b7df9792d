/** A stack and its host in memory. The update can be killed before each of its steps. */
import type { UpdateEffects } from "../../cli/update/transaction";
import type { JournalEntry } from "../../cli/update/journal";
import { PROJECT_NAME } from "../../pulumi/dev-stack";

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

/** Returns a settings file of a release. */
export function settingsOf(release: string, others = ""): string {
  return `config:\n  ${PROJECT_NAME}:release: ${release}\n${others}`;
}

/** The entry of an update from OLD to NEW that is under way. */
export function entryOf(edits: JournalEntry["edits"]): JournalEntry {
  return { phase: "applying", from: OLD, to: NEW, settingsBefore: settingsOf("old"), rollback: "always", edits };
}

function releaseIn(settings: string): string | undefined {
  return /:release: (.*)\n/.exec(settings)?.[1];
}

export class FakeHost implements UpdateEffects {
  readonly stack = "testnet";
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
    this.text = settingsOf(runs);
    this.containers = [runs];
    this.state = runs;
    this.killedAt = killedAt;
    this.fault = fault;
  }

  readonly journal = {
    file: ".updates/testnet.json",
    read: () => this.entry,
    write: (entry: JournalEntry) => {
      this.moment();
      this.entry = entry;
    },
  };

  readSettings = () => this.text;

  writeSettings = (text: string) => {
    this.moment();
    this.text = text;
  };

  prepare: UpdateEffects["prepare"] = () => Promise.resolve(true);

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
    const target = releaseIn(this.text);
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
    const target = releaseIn(this.text);
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
