/**
 * The progress of a move, in a file of this checkout that Git ignores, so that the same command can continue it. Without
 * the file the move starts over, and so does its wait.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../../keys/json";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { writeAtomically } from "../../remote/atomic-write";

const recordSchema = z.object({
  /** The length of an epoch: only the old node can be queried for it, while it runs. */
  epochSeconds: z.number().positive(),
  /**
   * When the old node was seen stopped, and the time of its stack's state at that moment. `since`: when its end began;
   * absent if that is unknown.
   */
  stopped: z.object({ since: z.iso.datetime().optional(), at: z.iso.datetime(), state: z.string() }).optional(),
  /** Whether the new node may sign. */
  isProtected: z.boolean().optional(),
});
export type MoveRecord = z.output<typeof recordSchema>;

export class RecordFile {
  private readonly file: string;

  /** @param folder of all such files */
  constructor(from: string, to: string, folder = path.join(PROJECT_DIR, ".moves")) {
    this.file = path.join(folder, `${from}-to-${to}.json`);
  }

  /** Returns undefined if there is no record, or it is incomplete. */
  read(): MoveRecord | undefined {
    if (!existsSync(this.file)) return undefined;
    return recordSchema.safeParse(parseJson(readFileSync(this.file, "utf8"))).data;
  }

  /** Replaces the record in one step. */
  write(record: MoveRecord): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeAtomically(this.file, JSON.stringify(record));
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

/**
 * Returns the part of a record that still holds: a later `up` of the old stack may have started its node again.
 *
 * @param state when the old stack's state was last written
 */
export function stillHolds({ stopped, ...record }: MoveRecord, state: string): MoveRecord {
  return stopped?.state === state ? { ...record, stopped } : { epochSeconds: record.epochSeconds };
}
