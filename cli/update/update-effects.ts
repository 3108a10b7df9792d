/** What an update does to a real stack. */
import { dockerRunner } from "../../remote/docker";
import { problemList } from "../../settings/problems";
import { OperatorError, log } from "../../terminal/output";
import type { UpdateEffects } from "./transaction";
import { eventsDuring } from "./downtime";
import { type Entry, journalOf, keepAside } from "./journal";
import { rewritten, storesOf } from "./backup";
import type { StackSession } from "../stack/session";

/** The store that ends a node of another schema, where others are made anew. */
const SIGNED = "signing-protection";

/** A machine, and what Docker told of the node in all that it has done. */
export interface MeasuredEffects extends UpdateEffects {
  readonly events: readonly unknown[];
}

export function effectsOf(stack: StackSession): MeasuredEffects {
  const events: unknown[] = [];
  return {
    journal: journalOf(stack.name),
    events,
    settings: () => stack.file.read(),
    restore: (text, known) => {
      const now = stack.file.read();
      if (![text, ...known].includes(now))
        log(`  ! the settings were changed meanwhile: as they were, in ${keepAside(stack.name, now)}`);
      stack.file.restore(text);
    },
    edit: ({ path, value }) => stack.file.set(path, value),
    up: () => up(stack, events),
    // The next `up` would refuse the old release, and its node would have no duties.
    stuck: async (entry) => entry.noReturn ?? reasonToStay(stack, entry),
    say: log,
  };
}

/** Brings the stack up. @returns whether it is ready: problems with the settings are printed, as Pulumi does */
async function up(stack: StackSession, events: unknown[]): Promise<boolean> {
  const check = await stack.checkConfig();
  if (!check.ok) {
    log(problemList(check.problems));
    return false;
  }
  const pulumi = await stack.prepareUp();
  const { docker, container = stack.containerName } = (await stack.snapshot()).location;
  let ready = false;
  const work = async () => {
    ready = await succeeds(() => stack.up(pulumi));
  };
  if (docker) events.push(...(await eventsDuring(docker, container, work)));
  else await work();
  return ready;
}

/** Pulumi has said before the operator's eyes why not. */
async function succeeds(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}

/** Why the old release cannot have its data back; undefined where it can. */
export async function reasonToStay(stack: StackSession, entry: Entry): Promise<string | undefined> {
  const { back, why, stores, from } = entry;
  if (back === "never") return why;
  const { docker, volume } = (await stack.snapshot()).location;
  if (!docker || !volume || !stores) return back === "untouched" ? why : undefined;
  const changed = rewritten(stores, await storesOf(dockerRunner(docker), { image: from.image, volume }));
  if (changed.includes(SIGNED)) return `${SIGNED} is written in another schema now, and ${from.release} ends over that`;
  if (changed.length > 0)
    log(`  ! ${from.release} makes anew what the new release has rewritten: ${changed.join(", ")}`);
  return back === "untouched" && changed.length > 0 ? why : undefined;
}
