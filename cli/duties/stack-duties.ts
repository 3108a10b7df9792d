/** Duties of a stack's validator, for the last lines of a command. A chain that cannot be read fails no command. */
import { startOfSlot } from "../../settings/network/duty-calls";
import { formatDuration } from "../../terminal/format";
import { signersIn } from "../health/stack-info";
import { nodeOf, type RunningNode } from "../stack/running-node";
import type { StackSnapshot } from "../stack/state";
import { describeAbsence, readAbsence } from "./absence";
import { ChainUnknown, dutySource, WithoutChain } from "./chain";
import { formatDuties } from "./describe";
import type { Absence } from "./duties";
import { readComing, type Schedule } from "./schedule";

/** A node's container, and the attesters that it has duties of. */
export interface Validator extends Pick<RunningNode, "cli" | "container"> {
  readonly attesters: readonly string[];
}

/** Finds the validator in a stack's state; undefined if the stack is not up, or stopped. */
export function validatorIn({ location, state }: StackSnapshot): Validator | undefined {
  const node = nodeOf(location);
  return node && { cli: node.cli, container: node.container, attesters: signersIn(state).attesters };
}

/** Describes what a time without a ready node has cost. The node has to run again. */
export function costText(validator: Validator | undefined, absence: Absence): Promise<string> {
  return orUnknown("Its slots and duties are unknown", async () => {
    if (!validator) throw new ChainUnknown("its node does not run");
    const source = await dutySource(validator.cli, validator.container);
    return describeAbsence(await readAbsence(source, absence, validator.attesters));
  });
}

/** Describes the duties that a validator has next; undefined for a node without attesters. */
export async function nextDutiesText({ cli, container, attesters }: Validator): Promise<string | undefined> {
  if (attesters.length === 0) return undefined;
  return orUnknown("Its next duties are unknown", async () =>
    describeComing(await readComing(await dutySource(cli, container), attesters)),
  );
}

/** Describes coming duties in a sentence. */
export function describeComing({ clock, now, lastKnown, duties }: Schedule): string {
  const span = formatDuration(startOfSlot(clock, lastKnown + 1) - now);
  const what = duties.length > 0 ? formatDuties(duties) : "none";
  return `Its duties in the next ${span}, to slot ${lastKnown}: ${what}. Later ones are not decided.`;
}

async function orUnknown(what: string, text: () => Promise<string>): Promise<string> {
  try {
    return await text();
  } catch (error) {
    if (error instanceof WithoutChain) return error.message;
    if (error instanceof ChainUnknown) return `${what}: ${error.message}.`;
    throw error;
  }
}
