/** Keeps an update that has begun from ending without a word, by a signal or by an error. */
import { InterruptedWait } from "../../pulumi/repair";
import { handleSignals } from "../../terminal/end-signals";
import { errorText } from "../../terminal/errors";
import { OperatorError } from "../../terminal/output";
import { isInterrupted, type Journal, type JournalEntry } from "./journal";

/** The update of one stack. */
interface OpenUpdate {
  readonly stack: string;
  readonly journal: Journal;
  readonly log: (line: string) => void;
}

/** The signals that come while an update is half done. */
export interface Interruptions {
  /** Returns whether one came. */
  readonly any: () => boolean;
  /**
   * Runs a step to its end: again, if a signal came meanwhile. Ctrl-C ends the programs that a step has started, so its
   * result is then none. A wait for another run ends at once.
   */
  readonly outlast: <T>(step: () => Promise<T>) => Promise<T>;
}

/**
 * Carries out the part of an update that must not end half way: signals do not end this process. Pulumi, which gets Ctrl-C
 * itself, completes its step then, and the update is rolled back. A closed terminal ends nothing either (StackSession).
 *
 * @throws what `work` throws; if the update is half done, with the commands that go on
 */
export async function untilDone<T>(update: OpenUpdate, work: (interruptions: Interruptions) => Promise<T>): Promise<T> {
  let count = 0;
  const endHandling = handleSignals(["SIGINT", "SIGTERM"], () => {
    count++;
    if (count === 1)
      update.log(`  ! interrupted: the present step ends first, so that ${update.stack} does not stay half updated`);
  });
  try {
    return await work({ any: () => count > 0, outlast: (step) => repeated(step, () => count) });
  } catch (error) {
    const entry = update.journal.read();
    if (!entry || !isInterrupted(entry)) throw error;
    throw new OperatorError([errorText(error), ...halfDone(update.stack, entry)].join("\n"), { cause: error });
  } finally {
    endHandling();
  }
}

/** The number of signals after which a step is not repeated: it may never end, for example if the backend is unreachable. */
const MOST_SIGNALS = 3;

async function repeated<T>(step: () => Promise<T>, countSignals: () => number): Promise<T> {
  for (;;) {
    const before = countSignals();
    try {
      const result = await step();
      if (countSignals() === before) return result;
    } catch (error) {
      if (error instanceof InterruptedWait || countSignals() === before) throw error;
    }
    if (countSignals() >= MOST_SIGNALS) throw new OperatorError("Interrupted.");
  }
}

/** Describes an update that is half done, with the commands that go on. */
function halfDone(stack: string, { phase, from, to, rollbackOf }: JournalEntry): string[] {
  const isForward = phase === "applying";
  const { release } = isForward ? to : from;
  const what = isForward && !rollbackOf ? "update" : "rollback";
  // A rollback that has failed is on its way to the new release, which the command `rollback` would leave again.
  const isByRollback = isForward ? rollbackOf !== undefined : rollbackOf === undefined;
  return [
    `The ${what} of ${stack} to ${release} is half done, and its node may be down.`,
    ...(isForward
      ? ["Do not use plain `pulumi up` now: it would go on, and not roll back if the node is not ready."]
      : []),
    `  To finish it: aztec-validator ${isByRollback ? "rollback" : "start"} --stack ${stack}`,
    ...(what === "update" ? [`  To return to ${from.release}: aztec-validator rollback --stack ${stack}`] : []),
  ];
}
