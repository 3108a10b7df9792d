/**
 * Moves a stack to another release, and back if that fails. The machine may lose power at any step: the journal always
 * contains all that the next command needs to continue. Every step can be repeated safely.
 *
 * The operator may change the settings between an interruption and the next command, to fix the cause or to stop the
 * node. Such changes stay: only the settings that the update itself edits are its own.
 */
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";
import { editedSettingsFile, hasSameValue, settingsTakenFrom } from "../stack/settings-yaml";
import type { Edit } from "./edits";
import { type Interruptions, untilDone } from "./half-done";
import type { Journal, JournalEntry } from "./journal";

/** The changes of the stack and its host; tests replace them. */
export interface UpdateEffects {
  /** Name of the stack, for messages. */
  readonly stack: string;
  readonly journal: Journal;
  /** Returns the settings file's text. */
  readonly readSettings: () => string;
  /** Replaces the settings file, in one step. */
  readonly writeSettings: (text: string) => void;
  /**
   * Prepares `up`: checks a settings file's text, waits until no other run uses the state, and repairs the state.
   *
   * @returns whether the settings are valid: problems are printed, as Pulumi does
   */
  readonly prepare: (text: string) => Promise<boolean>;
  /** Brings state and container in line with the settings, and waits for the node. @returns whether it is ready */
  readonly up: () => Promise<boolean>;
  /** Returns why the old release cannot run again; undefined if it can. */
  readonly rollbackObstacle: (entry: JournalEntry) => Promise<string | undefined>;
  readonly log: (line: string) => void;
}

type End =
  | { readonly kind: "updated" }
  | { readonly kind: "rolledBack" }
  | { readonly kind: "cannotRollBack"; readonly why: string }
  /** Not even the old release is ready: the journal stays open, and the next command tries again. */
  | { readonly kind: "notReady" };

/** The end of an update. */
export type Outcome = End & {
  /** Whether a signal came meanwhile: the command then ends with it, whatever it was to do next. */
  readonly isInterrupted?: true;
};

/**
 * Prepares an update before anything is changed: what may wait or fail should not do so with half an update.
 *
 * @throws {OperatorError} if it cannot begin
 */
export async function prepareToApply(entry: JournalEntry, effects: UpdateEffects): Promise<void> {
  const { settingsBefore } = entry;
  if (!(await effects.prepare(withSettings(entry, effects).settingsAfter)))
    throw new OperatorError(
      `The settings of ${effects.stack} are invalid with ${entry.to.release}: the problems are above.`,
    );
  if (effects.readSettings() !== settingsBefore)
    throw new OperatorError(`Somebody has changed the settings of ${effects.stack} meanwhile: run the command again.`);
}

/** Carries out an update that is prepared. */
export async function applyUpdate(entry: JournalEntry, effects: UpdateEffects): Promise<Outcome> {
  const changed = withSettings(entry, effects);
  return toEnd(effects, (interruptions) => goForward(changed, effects, interruptions));
}

/** Continues an update that was interrupted on its way to the new release. */
async function continueUpdate(entry: JournalEntry, effects: UpdateEffects): Promise<Outcome> {
  const changed = withSettings(entry, effects);
  return toEnd(effects, async (interruptions) => {
    const isValid = await effects.prepare(changed.settingsAfter);
    if (interruptions.any()) throw new OperatorError("Interrupted.");
    return (isValid ? goForward : giveUp)(changed, effects, interruptions);
  });
}

/** Returns to the old release, or continues a rollback that was interrupted. */
export async function rollBack(entry: JournalEntry, effects: UpdateEffects): Promise<Outcome> {
  const settingsBefore = textBefore(entry, effects);
  return toEnd(effects, (interruptions) => goBack(entry, settingsBefore, effects, interruptions));
}

/** Finishes an update or rollback that was interrupted. @returns undefined if there is none */
export function recover(effects: UpdateEffects): Promise<Outcome> | undefined {
  const entry = effects.journal.read();
  if (entry?.phase === "applying") return continueUpdate(entry, effects);
  if (entry?.phase === "rollingBack") return rollBack(entry, effects);
  return undefined;
}

function toEnd(effects: UpdateEffects, work: (interruptions: Interruptions) => Promise<End>): Promise<Outcome> {
  return untilDone(effects, async (interruptions) => {
    const end = await work(interruptions);
    return interruptions.any() ? { ...end, isInterrupted: true } : end;
  });
}

type ChangedEntry = ReturnType<typeof withSettings>;

async function goForward(changed: ChangedEntry, effects: UpdateEffects, interruptions: Interruptions): Promise<End> {
  effects.journal.write(changed);
  effects.writeSettings(changed.settingsAfter);
  if (!(await effects.up())) return giveUp(changed, effects, interruptions);
  effects.journal.write({ ...changed, phase: "updated" });
  return { kind: "updated" };
}

/** Rolls back an update whose node is not ready, unless the old release cannot run again. */
async function giveUp(changed: ChangedEntry, effects: UpdateEffects, interruptions: Interruptions): Promise<End> {
  const why = await interruptions.outlast(() => effects.rollbackObstacle(changed));
  if (why === undefined) return goBack(changed, textBefore(changed, effects), effects, interruptions);
  effects.journal.write({ ...changed, phase: "cannotRollBack" });
  return { kind: "cannotRollBack", why };
}

async function goBack(
  entry: JournalEntry,
  settingsBefore: string,
  effects: UpdateEffects,
  { outlast }: Interruptions,
): Promise<End> {
  // First of all: if this command is killed, the next one must not go forward again, nor plain `pulumi up`.
  effects.journal.write({ ...entry, phase: "rollingBack" });
  effects.log(`\nRolling back to ${entry.from.release} (${entry.from.image}):`);
  effects.writeSettings(settingsBefore);
  if (!(await outlast(() => effects.prepare(settingsBefore)))) return { kind: "notReady" };
  if (!(await effects.up())) return { kind: "notReady" };
  // A rollback that failed has not taken back its update: that one's record is the last again.
  effects.journal.write(entry.rollbackOf ?? { ...entry, phase: "rolledBack" });
  return { kind: "rolledBack" };
}

/** Returns the settings that an update writes. @param before the present ones */
export function settingsOf(
  before: string,
  { edits, settingsText }: Pick<JournalEntry, "edits" | "settingsText">,
): string {
  // The whole text of an earlier time has its release already: edits would add an image that it did not name.
  return settingsText ?? withEdits(before, edits);
}

/** Returns an entry with the settings before the update and after it. @throws as {@link textBefore} */
function withSettings(entry: JournalEntry, effects: UpdateEffects) {
  const { edits, settingsText } = entry;
  const settingsBefore = textBefore(entry, effects);
  const isAsBefore = settingsBefore === entry.settingsBefore;
  const settingsAfter = settingsOf(settingsBefore, { edits, settingsText: isAsBefore ? settingsText : undefined });
  return { ...entry, phase: "applying", settingsBefore, settingsAfter } as const;
}

/**
 * Returns the settings without the update: those before it, with what the operator has changed since.
 *
 * @throws {OperatorError} if the operator has moved to a third release meanwhile
 */
function textBefore(entry: JournalEntry, effects: UpdateEffects): string {
  const { settingsBefore, settingsAfter, settingsText, edits } = entry;
  const current = effects.readSettings();
  if ([settingsBefore, settingsAfter, settingsText].includes(current)) return settingsBefore;
  const paths = edits.map(({ path }) => path);
  const after = withEdits(settingsBefore, edits);
  const isOwn = (path: string) =>
    [settingsBefore, after].some((text) => hasSameValue(text, current, PROJECT_NAME, path));
  const others = paths.filter((path) => !isOwn(path));
  if (others.length > 0) throw new OperatorError(takenOver(effects, entry, others));
  return settingsTakenFrom(settingsBefore, current, PROJECT_NAME, paths);
}

function takenOver({ stack, journal }: UpdateEffects, { from, to }: JournalEntry, settings: readonly string[]): string {
  return [
    `The update of ${stack} from ${from.release} to ${to.release} was interrupted, and somebody has changed ${settings.join(", ")} since. Continuing would undo that, so the update was not continued.`,
    `  To keep the settings as they are, forget the update, then run the command again: rm ${journal.file}`,
  ].join("\n");
}

function withEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduce((edited, { path, value }) => {
    const change = value === undefined ? { set: {}, remove: [path] } : { set: { [path]: value }, remove: [] };
    return editedSettingsFile(edited, PROJECT_NAME, { ...change, replace: false });
  }, text);
}
