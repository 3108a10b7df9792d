/** A stack and its host that an update is done to, which can be killed before each thing that it does. */
import type { UpdateEffects } from "../../cli/update/transaction";
import type { Entry } from "../../cli/update/journal";
import type { Edit } from "../../cli/stack/edits";

export const OLD = { release: "old", image: "old" };
export const NEW = { release: "new", image: "new" };

interface Faults {
  /** What is wrong with the new release. */
  readonly fault?: "ends at once" | "never ready" | "cannot be made" | "both" | undefined;
  /** Why the old one cannot have the data back. */
  readonly why?: string;
  /** The moment before which the power goes; from 1 on. */
  readonly killedAt?: number;
  readonly runs?: string;
}

export class FakeMachine implements UpdateEffects {
  entry: Entry | undefined;
  text: string;
  moments = 0;
  mostContainers = 1;
  /** Which release each container on the host is of. */
  private containers: string[];
  /** What the stack's state knows of them. */
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
    write: (entry: Entry) => {
      this.moment();
      this.entry = entry;
    },
  };

  settings = () => this.text;

  restore = (text: string) => {
    this.moment();
    this.text = text;
  };

  edit = ({ value = "" }: Edit) => {
    this.moment();
    // The second edit makes it right: between them the settings are of no release.
    this.text = this.text === "release: old\n" ? "half" : `release: ${value}\n`;
    return Promise.resolve();
  };

  up = () => {
    try {
      return Promise.resolve(this.reconcile());
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };

  stuck = () => Promise.resolve(this.faults.why);
  say = () => undefined;

  /** Which release settings, state and the one container are of. @throws if they do not agree, or it is not ready */
  agrees(): string {
    const [only, ...others] = this.containers;
    const requested = /^release: (.*)\n$/.exec(this.text)?.[1];
    if (only === undefined || others.length > 0 || only !== requested || only !== this.state) {
      throw new Error(`${this.text} ${String(this.state)} ${this.containers.join()}`);
    }
    return only;
  }

  /** The next command, after a kill. */
  wake(): void {
    this.killedAt = undefined;
  }

  mend(): void {
    this.fault = undefined;
  }

  /** As `pulumi up` does it: the old container goes before the new one is made. */
  private reconcile(): boolean {
    this.moment();
    const requested = /^release: (.*)\n$/.exec(this.text)?.[1];
    if (requested === undefined) throw new Error("up with settings of no release");
    if (this.state === requested && this.containers.includes(requested) && this.isReady) return true;
    this.containers = [];
    this.moment();
    this.state = undefined;
    this.moment();
    if (this.fault === "cannot be made" && requested === "new") return false;
    this.containers.push(requested);
    this.isReady = false;
    this.mostContainers = Math.max(this.mostContainers, this.containers.length);
    this.moment();
    this.state = requested;
    this.moment();
    this.isReady = this.fault === undefined || (requested === "old" && this.fault !== "both");
    return this.isReady;
  }

  private moment(): void {
    this.moments++;
    if (this.moments === this.killedAt) throw new Error("killed");
  }
}
