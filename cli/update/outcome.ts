/** Reports how an update ended, and finishes one that was interrupted. */
import { OperatorError, log } from "../../terminal/output";
import type { StackSession } from "../stack/session";
import { costText } from "../duties/stack-duties";
import { describeDowntime, measureDowntime } from "./downtime";
import { type MeasuredEffects, stackEffects } from "./effects";
import { isInterrupted, type JournalEntry } from "./journal";
import { type Outcome, recover } from "./transaction";

/** What was found of an earlier update: none that was interrupted, one that is finished now, or a node that does not become ready. */
export type Recovery = "none" | "finished" | "notReady";

/**
 * Finishes an update or rollback that was interrupted. The caller holds the stack's lock.
 *
 * @param canFail whether the caller continues if neither release becomes ready
 * @throws {OperatorError} if the stack does not end where the interrupted command was going
 */
export async function recoverInterrupted(stack: StackSession, { canFail = false } = {}): Promise<Recovery> {
  const effects = stackEffects(stack);
  const entry = effects.journal.read();
  if (!entry || !isInterrupted(entry)) return "none";
  const isUpdate = entry.phase === "applying";
  const what = isUpdate
    ? `update of ${stack.name} to ${entry.to.release}`
    : `rollback of ${stack.name} to ${entry.from.release}`;
  log(`The ${what} was interrupted: continuing it.`);
  const outcome = await recover(effects);
  if (!outcome) return "none";
  if (canFail && outcome.kind === "notReady" && !outcome.isInterrupted) {
    log(describeOutcome(stack, entry, outcome).join("\n"));
    return "notReady";
  }
  await reportOutcome(stack, entry, outcome, { effects, expected: isUpdate ? "updated" : "rolledBack" });
  return "finished";
}

/** Facts beside the outcome. */
interface EndContext {
  readonly effects: MeasuredEffects;
  readonly expected: "updated" | "rolledBack";
  /** Stacks that would be updated next. */
  readonly remaining?: readonly string[];
}

/** Prints how it ended. @throws {OperatorError} if not as expected */
export async function reportOutcome(
  stack: StackSession,
  entry: JournalEntry,
  outcome: Outcome,
  { effects, expected, remaining = [] }: EndContext,
): Promise<void> {
  const skipped = remaining.length > 0 ? [`Not updated: ${remaining.join(", ")}.`] : [];
  if (outcome.kind === expected) {
    const { release, image } = expected === "updated" ? entry.to : entry.from;
    log(`\n${stack.name} runs ${release} (${image}) and is ready.`);
    log(await downtimeText(effects));
    if (outcome.isInterrupted) throw new OperatorError(["Interrupted: the command ends here.", ...skipped].join("\n"));
    return;
  }
  const downtime = await downtimeText(effects);
  throw new OperatorError([...describeOutcome(stack, entry, outcome), downtime, ...skipped].join("\n"));
}

/** Describes the downtime, and its slots and duties by the chain. */
async function downtimeText({ events, validator }: MeasuredEffects): Promise<string> {
  const downtime = measureDowntime(events);
  const text = describeDowntime(downtime);
  return downtime
    ? `${text} ${await costText(validator(), { from: downtime.from / 1000, to: downtime.to / 1000 })}`
    : text;
}

function describeOutcome({ name, upCommand }: StackSession, { from, to }: JournalEntry, outcome: Outcome): string[] {
  switch (outcome.kind) {
    case "updated":
      return [`${name} runs ${to.release} and is ready.`];
    case "rolledBack":
      return [
        `${name} did not become ready on ${to.release} (${to.image}): the reason is above.`,
        `Rolled back: it runs ${from.release} (${from.image}) and is ready, with its old settings and its current data.`,
      ];
    case "cannotRollBack":
      return [
        `${name} is not ready on ${to.release}, and cannot roll back to ${from.release}: ${outcome.why}.`,
        `It stays on ${to.release}. To see why it is not ready: aztec-validator logs --stack ${name}`,
        `To try again: ${upCommand}`,
      ];
    case "notReady":
      return [
        `${name} did not become ready on ${to.release}, nor on ${from.release} again: the reasons are above.`,
        `Its settings are those of ${from.release}. Once the cause is fixed: aztec-validator start --stack ${name}`,
        `To move to a release instead: aztec-validator update <release> --stack ${name}`,
      ];
  }
}
