/**
 * Moves a stack to another release, and back if that fails. The machine may lose power at any step: the journal always
 * contains all that the next command needs to continue. Every step can be repeated safely.
 */
import type { Edit } from "./edits";
import type { Journal, JournalEntry } from "./journal";

/** The changes of the stack and its host; tests replace them. */
export interface UpdateEffects {
  readonly journal: Journal;
  /** Returns the settings file's text. */
  readonly readSettings: () => string;
  /** Replaces the settings file; a text that is none of `expected` is saved beside it first. */
  readonly restoreSettings: (text: string, expected: readonly string[]) => void;
  readonly applyEdit: (edit: Edit) => void;
  /** Brings state and container in line with the settings, and waits for the node. @returns whether it is ready */
  readonly up: () => Promise<boolean>;
  /** Returns why the old release cannot run again; undefined if it can. */
  readonly rollbackObstacle: (entry: JournalEntry) => Promise<string | undefined>;
  readonly log: (line: string) => void;
}

/** The end of an update. */
export type Outcome =
  | { readonly kind: "updated" }
  | { readonly kind: "rolledBack" }
  | { readonly kind: "cannotRollBack"; readonly why: string }
  /** Not even the old release is ready: the journal stays open, and the next command tries again. */
  | { readonly kind: "notReady" };

/** Starts an update, or continues one that was interrupted on its way to the new release. */
export async function applyUpdate(entry: JournalEntry, effects: UpdateEffects): Promise<Outcome> {
  effects.journal.write({ ...entry, phase: "applying" });
  effects.restoreSettings(entry.settingsText ?? entry.settingsBefore, settingsTexts(entry));
  for (const edit of entry.edits) effects.applyEdit(edit);
  const changed: JournalEntry = { ...entry, phase: "applying", settingsAfter: effects.readSettings() };
  effects.journal.write(changed);
  if (await effects.up()) {
    effects.journal.write({ ...changed, phase: "updated" });
    return { kind: "updated" };
  }
  const why = await effects.rollbackObstacle(entry);
  if (why === undefined) return rollBack(changed, effects);
  effects.journal.write({ ...changed, phase: "cannotRollBack" });
  return { kind: "cannotRollBack", why };
}

/** Returns to the old release, or continues a rollback that was interrupted. */
export async function rollBack(entry: JournalEntry, effects: UpdateEffects): Promise<Outcome> {
  effects.journal.write({ ...entry, phase: "rollingBack" });
  effects.log(`\nRolling back to ${entry.from.release} (${entry.from.image}):`);
  effects.restoreSettings(entry.settingsBefore, settingsTexts(entry));
  if (!(await effects.up())) return { kind: "notReady" };
  effects.journal.write({ ...entry, phase: "rolledBack" });
  return { kind: "rolledBack" };
}

/** Finishes an update or rollback that was interrupted. @returns undefined if there is none */
export function recover(effects: UpdateEffects): Promise<Outcome> | undefined {
  const entry = effects.journal.read();
  if (entry?.phase === "applying") return applyUpdate(entry, effects);
  if (entry?.phase === "rollingBack") return rollBack(entry, effects);
  return undefined;
}

function settingsTexts({ settingsBefore, settingsAfter, settingsText }: JournalEntry): string[] {
  return [settingsBefore, settingsAfter, settingsText].filter((text) => text !== undefined);
}
