/**
 * The current or last update of a stack: a small file per stack, so that the next command can finish or roll back one
 * that was killed. The truth about the stack is in its settings, its state and its Docker; the file adds only where the
 * update was going, and what the settings were.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../../keys/json";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { writeAtomically } from "../../remote/atomic-write";
import { OperatorError } from "../../terminal/output";

/** Git ignores it. */
const FOLDER = path.join(PROJECT_DIR, ".updates");

const versionSchema = z.object({ release: z.string(), image: z.string() });
const editsSchema = z.array(z.object({ path: z.string(), value: z.string().optional() }));
const storeSchemasSchema = z.record(z.string(), z.string());
const rollupSchema = z.object({ rollupVersion: z.number().optional(), rollupAddress: z.string().optional() });

const updateSchema = z.object({
  /** Under way to the new release (`applying`) or to the old one (`rollingBack`); or how it ended. */
  phase: z.enum(["applying", "rollingBack", "updated", "rolledBack", "cannotRollBack"]),
  from: versionSchema,
  to: versionSchema,
  /** Whether the old release may use the data after the new one: always, if the new one has not changed it, or never. */
  rollback: z.enum(["always", "ifDataUnchanged", "never"]),
  /** Why not always. */
  rollbackLimit: z.string().optional(),
  /** Why a failed update is not rolled back: the network has left the rollup that the old release serves. */
  rollupMoved: z.string().optional(),
  /** Text that replaces the settings file; without it, `edits` make the settings those of the new release. */
  settingsText: z.string().optional(),
  edits: editsSchema,
  /** The settings file's text before the update and after it; secrets in it are encrypted. */
  settingsBefore: z.string(),
  settingsAfter: z.string().optional(),
  /** The schema version of each of the node's stores before the update; absent if they could not be read. */
  storeSchemas: storeSchemasSchema.optional(),
  /** The rollup that the old release's node reported to serve; absent if it did not answer. */
  servedRollup: rollupSchema.optional(),
  /** How long it took from the backup until the node was ready, in seconds; absent if it was not, or was interrupted. */
  seconds: z.number().optional(),
});

const entrySchema = updateSchema.extend({
  /**
   * For a rollback, the update that it takes back, which is itself an update to the old release. A rollback that fails puts
   * this record back, so that it can be repeated; one that was killed continues to the old release.
   */
  rollbackOf: updateSchema.optional(),
});
export type JournalEntry = z.output<typeof entrySchema>;

/** Returns whether an update or its rollback has begun and has not ended. */
export function isInterrupted({ phase }: JournalEntry): boolean {
  return phase === "applying" || phase === "rollingBack";
}

/** Seconds that an update gets between two duties if no earlier update shows how long it takes. */
const UNKNOWN_SECONDS = 60;

/** Returns how long an update has to be without a duty, by the last one of its stack: some take longer than the last. */
export function quietSeconds(last: JournalEntry | undefined): number {
  return last?.seconds === undefined ? UNKNOWN_SECONDS : Math.ceil(1.5 * last.seconds);
}

const OLD_PHASES = {
  forth: "applying",
  back: "rollingBack",
  updated: "updated",
  "taken back": "rolledBack",
  stuck: "cannotRollBack",
} as const;
const OLD_ROLLBACK = { always: "always", untouched: "ifDataUnchanged", never: "never" } as const;

/** An entry as earlier versions of this program wrote it: one of their updates may have been interrupted. */
const oldEntrySchema = z
  .object({
    phase: z.enum(["forth", "back", "updated", "taken back", "stuck"]),
    from: versionSchema,
    to: versionSchema,
    back: z.enum(["always", "untouched", "never"]),
    why: z.string().optional(),
    noReturn: z.string().optional(),
    whole: z.string().optional(),
    edits: editsSchema,
    before: z.string(),
    after: z.string().optional(),
    stores: storeSchemasSchema.optional(),
    serves: rollupSchema.optional(),
  })
  .transform(({ phase, from, to, back, why, noReturn, whole, edits, before, after, stores, serves }): JournalEntry => ({
    phase: OLD_PHASES[phase],
    from,
    to,
    rollback: OLD_ROLLBACK[back],
    rollbackLimit: why,
    rollupMoved: noReturn,
    settingsText: whole,
    edits,
    settingsBefore: before,
    settingsAfter: after,
    storeSchemas: stores,
    servedRollup: serves,
  }));

/** The record of an update. */
export interface Journal {
  /** The file that it is in. */
  readonly file: string;
  /** Returns undefined if no update was made from this folder. */
  readonly read: () => JournalEntry | undefined;
  readonly write: (entry: JournalEntry) => void;
}

export function openJournal(stack: string, folder = FOLDER): Journal {
  const file = path.join(folder, `${stack}.json`);
  return {
    file,
    read: () => readEntry(file),
    write: (entry) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeAtomically(file, `${JSON.stringify(entry, undefined, 2)}\n`, 0o600);
    },
  };
}

/** @throws {OperatorError} if the file is damaged, or of a newer version of this program */
function readEntry(file: string): JournalEntry | undefined {
  if (!existsSync(file)) return undefined;
  const { data } = z.union([entrySchema, oldEntrySchema]).safeParse(parseJson(readFileSync(file, "utf8")));
  if (data) return data;
  throw new OperatorError(
    [
      `${file} is not the record of an update, so it is unknown whether one was interrupted. Nothing was changed.`,
      "  If a newer version of this program wrote it: git pull",
      `  Else compare release and image in the settings file with those that you want, and remove the record: rm ${file}`,
    ].join("\n"),
  );
}
