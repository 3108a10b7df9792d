/** How an update ended, for its operator; and the end of one that a killed command left. */
import { OperatorError, log } from "../../terminal/output";
import { type Outcome, recover } from "./transaction";
import { downtimeIn } from "./downtime";
import { downtimeText } from "./downtime-report";
import type { Entry } from "./journal";
import type { StackSession } from "../stack/session";
import type { Chain } from "./slots";
import { type MeasuredEffects, effectsOf } from "./update-effects";

/**
 * Ends what a command that was killed began: who calls it holds the stack.
 *
 * @param goesOn whether a way back that does not succeed is left for what the operator asks for next
 * @throws {OperatorError} if that is not ready
 */
export async function settleFirst(stack: StackSession, { goesOn = false } = {}): Promise<void> {
  const machine = effectsOf(stack);
  const entry = machine.journal.read();
  if (!entry || (entry.phase !== "forth" && entry.phase !== "back")) return;
  const [where, release] = entry.phase === "forth" ? ["to", entry.to.release] : ["back to", entry.from.release];
  log(`The update of ${stack.name} was cut off on its way ${where} ${release}; it goes on there.`);
  const outcome = await recover(machine);
  if (goesOn && outcome?.kind === "down") {
    log(ending(stack, entry, outcome).join("\n"));
    return;
  }
  if (outcome) conclude(stack, entry, outcome, { machine, wanted: entry.phase === "forth" ? "updated" : "taken back" });
}

/** What is known beside the outcome. */
interface Circumstances {
  readonly machine: MeasuredEffects;
  /** What was meant to come of it. */
  readonly wanted: "updated" | "taken back";
  readonly chain?: Chain | undefined;
  /** Stacks that would follow. */
  readonly left?: readonly string[];
}

/** Says how it ended. @throws {OperatorError} if not as was wanted */
export function conclude(stack: StackSession, entry: Entry, outcome: Outcome, known: Circumstances): void {
  const { machine, wanted, chain, left = [] } = known;
  const gap = downtimeText(downtimeIn(machine.events), chain);
  if (outcome.kind === wanted) {
    const { release, image } = wanted === "updated" ? entry.to : entry.from;
    log(`\n${stack.name} runs ${release} (${image}) and is ready.\n${gap}`);
    return;
  }
  const rest = left.length > 0 ? [`Not begun: ${left.join(", ")}.`] : [];
  throw new OperatorError([...ending(stack, entry, outcome), gap, ...rest].join("\n"));
}

function ending({ name, upCommand }: StackSession, { from, to }: Entry, outcome: Outcome): string[] {
  switch (outcome.kind) {
    case "updated":
      return [`${name} runs ${to.release} and is ready.`];
    case "taken back":
      return [
        `${name} was not ready on ${to.release} (${to.image}): why is above.`,
        `It runs ${from.release} (${from.image}) again and is ready, with the settings it had, on the data as it is now.`,
      ];
    case "stuck":
      return [
        `${name} is not ready on ${to.release}, and cannot go back to ${from.release}: ${outcome.why}.`,
        `It is left on ${to.release}; aztec-validator logs says why it is not ready, and ${upCommand} waits for it again.`,
      ];
    case "down":
      return [
        `${name} was not ready on ${to.release}, and is not on ${from.release} again either: why is above.`,
        `Its settings are those of ${from.release}. Once the reason is gone: aztec-validator start --stack ${name}`,
        `To go to a release instead: aztec-validator update <release> --stack ${name}`,
      ];
  }
}
