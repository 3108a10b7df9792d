/**
 * From one release to another, and back if that fails. Each step can be the last one before the power goes: what the
 * journal says then is enough for the next command to go on, and doing a step twice does no more than doing it once.
 */
import type { Edit } from "../stack/edits";
import type { Entry, Journal } from "./journal";

/** What is done to the stack and its host; tests have others than the real ones. */
export interface UpdateEffects {
  readonly journal: Journal;
  /** The settings file's text. */
  readonly settings: () => string;
  /** Writes another one; what is none of those that are known goes beside it. */
  readonly restore: (text: string, known: readonly string[]) => void;
  readonly edit: (edit: Edit) => Promise<void>;
  /** Brings state and container to the settings, and waits until the node is ready. @returns whether it is */
  readonly up: () => Promise<boolean>;
  /** Why the old release cannot have its data back: asked where the new one has had it. */
  readonly stuck: (entry: Entry) => Promise<string | undefined>;
  readonly say: (line: string) => void;
}

/** How it ended. */
export type Outcome =
  | { readonly kind: "updated" }
  | { readonly kind: "taken back" }
  | { readonly kind: "stuck"; readonly why: string }
  /** Not even the old release is ready: the journal stays open, and the next command tries again. */
  | { readonly kind: "down" };

/** Starts an update, or goes on with one that was cut off on its way there. */
export async function applyUpdate(entry: Entry, machine: UpdateEffects): Promise<Outcome> {
  machine.journal.write({ ...entry, phase: "forth" });
  machine.restore(entry.whole ?? entry.before, textsOf(entry));
  for (const edit of entry.edits) await machine.edit(edit);
  const changed: Entry = { ...entry, phase: "forth", after: machine.settings() };
  machine.journal.write(changed);
  if (await machine.up()) {
    machine.journal.write({ ...changed, phase: "updated" });
    return { kind: "updated" };
  }
  const why = await machine.stuck(entry);
  if (why === undefined) return rollBack(changed, machine);
  machine.journal.write({ ...changed, phase: "stuck" });
  return { kind: "stuck", why };
}

/** Takes an update back. */
export async function rollBack(entry: Entry, machine: UpdateEffects): Promise<Outcome> {
  machine.journal.write({ ...entry, phase: "back" });
  machine.say(`\nBack to ${entry.from.release} (${entry.from.image}):`);
  machine.restore(entry.before, textsOf(entry));
  if (!(await machine.up())) return { kind: "down" };
  machine.journal.write({ ...entry, phase: "taken back" });
  return { kind: "taken back" };
}

/** Ends what a command that was cut off began. @returns undefined where there is nothing */
export function recover(machine: UpdateEffects): Promise<Outcome> | undefined {
  const entry = machine.journal.read();
  if (entry?.phase === "forth") return applyUpdate(entry, machine);
  if (entry?.phase === "back") return rollBack(entry, machine);
  return undefined;
}

function textsOf({ before, after, whole }: Entry): string[] {
  return [before, after, whole].filter((text) => text !== undefined);
}
