/**
 * Steps that run at the same time, as far as none needs another's result. A terminal shows all running steps and what is
 * left; elsewhere each step prints a line when it starts and when it ends. If one fails, the others are aborted.
 */
import { formatElapsed } from "./format";
import type { LiveLines } from "./live-lines";
import { liveLines } from "./output";

export interface StepOptions<T> {
  /** Steps that end before this one starts. */
  readonly after?: readonly Promise<unknown>[];
  /** How long it takes and where its output is, shown while it runs: "about 4 min". */
  readonly note?: string;
  /** Describes the step's result in its last line. */
  readonly detail?: (value: T) => string;
}

/** Work of a step; `abort` ends the processes that it runs. */
type Work<T> = (abort: AbortSignal) => Promise<T>;

/** Runs steps to their end. @throws the error of the step that failed first */
export async function runSteps<T>(add: (steps: Steps) => Promise<T>): Promise<T> {
  const steps = new Steps();
  const result = steps.plan("", () => add(steps));
  await steps.finish();
  return result;
}

/** Reason of a step that ended, or never started, because another one failed. */
class Stopped extends Error {}

/** Steps of one command. */
export class Steps {
  private readonly controller = new AbortController();
  private readonly all: Promise<unknown>[] = [];
  /** Titles of steps that wait for others. */
  private readonly left = new Set<string>();
  /** Running steps: when they started, and their notes. */
  private readonly running = new Map<string, { readonly start: number; readonly note: string }>();
  /** The first failure. */
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly output: Pick<LiveLines, "print" | "show" | "hide" | "isLive"> = liveLines) {}

  /** Adds a step, which starts as soon as those before it have ended. @returns its result */
  add<T>(title: string, work: Work<T>, { after = [], note = "", detail }: StepOptions<T> = {}): Promise<T> {
    return this.track(title, after, async (abort) => {
      const start = this.begin(title, note);
      try {
        const value = await work(abort);
        const result = detail?.(value) ?? "";
        this.end(title, `  ✓ ${title}${result && `: ${result}`} (${formatElapsed(start)})`);
        return value;
      } catch (error) {
        // A process that is killed for another step's failure fails too.
        const [mark, result] = this.failure ? ["–", ": stopped"] : ["✗", ""];
        this.fail(error);
        this.end(title, `  ${mark} ${title}${result} (${formatElapsed(start)})`);
        throw error;
      }
    });
  }

  /**
   * Adds work that finds out which steps are needed, and adds these. It prints no lines of its own.
   *
   * @param title of what it may add, shown as left until it starts
   */
  plan<T>(title: string, work: Work<T>, after: readonly Promise<unknown>[] = []): Promise<T> {
    return this.track(title, after, work);
  }

  /** Waits until every step has ended. @throws the error of the step that failed first */
  async finish(): Promise<void> {
    // Steps can add steps.
    for (let count = -1; count < this.all.length;) {
      count = this.all.length;
      await Promise.allSettled(this.all);
    }
    this.output.hide();
    if (!this.failure) return;
    if (this.left.size > 0) this.output.print(`  – not started: ${[...this.left].join(", ")}`);
    throw this.failure.error;
  }

  private track<T>(title: string, after: readonly Promise<unknown>[], work: Work<T>): Promise<T> {
    this.left.add(title);
    const run = async () => {
      await Promise.all(after);
      if (this.failure) throw new Stopped();
      this.left.delete(title);
      return work(this.controller.signal);
    };
    const result = run();
    this.all.push(result);
    result.catch((error: unknown) => {
      this.fail(error);
    });
    return result;
  }

  /** Aborts the other steps, at the first failure. */
  private fail(error: unknown): void {
    if (this.failure || error instanceof Stopped) return;
    this.failure = { error };
    this.controller.abort();
  }

  private begin(title: string, note: string): number {
    const start = performance.now();
    this.running.set(title, { start, note });
    if (this.output.isLive) this.output.show(() => this.lines());
    else this.output.print(`  … ${title}${note && `: ${note}`}`);
    return start;
  }

  private end(title: string, line: string): void {
    this.running.delete(title);
    this.output.print(line);
  }

  private lines(): string[] {
    const running = [...this.running].map(
      ([title, { start, note }]) => `  … ${title} (${formatElapsed(start)})${note && `: ${note}`}`,
    );
    return this.left.size === 0 ? running : [...running, `  left: ${[...this.left].join(", ")}`];
  }
}
