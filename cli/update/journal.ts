/**
 * The update of a stack that is at work, or was the last one: a small file per stack, so that the next command can
 * finish or undo what a killed one left. What is true of the stack is in its settings, its state and its Docker; the
 * file says only where it was going, and what the settings were.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { writeAtomically } from "../stack/atomic-write";

/** Git ignores it. */
const FOLDER = path.join(PROJECT_DIR, ".updates");

const versionSchema = z.object({ release: z.string(), image: z.string() });

const entrySchema = z.object({
  /** `forth`: to the new release; `back`: to the old one; or how it ended. */
  phase: z.enum(["forth", "back", "updated", "taken back", "stuck"]),
  from: versionSchema,
  to: versionSchema,
  /** Whether the old release may have the data again: also after the new one wrote to it, before that alone, never. */
  back: z.enum(["always", "untouched", "never"]),
  /** Why not always. */
  why: z.string().optional(),
  /** Why a failed update does not go back: the network had left the rollup that the old release serves. */
  noReturn: z.string().optional(),
  /** What makes the settings those of the new release: a text for the whole file, or changes of what there was. */
  whole: z.string().optional(),
  edits: z.array(z.object({ path: z.string(), value: z.string().optional() })),
  /** The settings file's text before it and after it; secrets in it are as encrypted as there. */
  before: z.string(),
  after: z.string().optional(),
  /** The schema of each of the node's stores before it; absent where they could not be read. */
  stores: z.record(z.string(), z.string()).optional(),
  /** The rollup that the old release's node served, by its own answer; absent where it gave none. */
  serves: z.object({ rollupVersion: z.number().optional(), rollupAddress: z.string().optional() }).optional(),
});
export type Entry = z.output<typeof entrySchema>;

/** Where an update is written down. */
export interface Journal {
  /** Undefined where none was made from this folder. */
  readonly read: () => Entry | undefined;
  readonly write: (entry: Entry) => void;
}

export function journalOf(stack: string, folder = FOLDER): Journal {
  const file = path.join(folder, `${stack}.json`);
  return {
    read: () => readEntry(file),
    write: (entry) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeAtomically(file, `${JSON.stringify(entry, undefined, 2)}\n`, 0o600);
    },
  };
}

/** Keeps a settings file's text that an update has to write over. @returns where */
export function keepAside(stack: string, text: string): string {
  const file = path.join(FOLDER, `${stack}-${new Date().toISOString().slice(0, 19)}.yaml`);
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
  return path.relative(PROJECT_DIR, file);
}

function readEntry(file: string): Entry | undefined {
  try {
    return entrySchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
