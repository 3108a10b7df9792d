/**
 * How far a move has come, in a file of this checkout that Git ignores: for the same command, run again. Without it the
 * move begins anew, and a wait with it.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { writeAtomically } from "../stack/atomic-write";

const recordSchema = z.object({
  /** How long an epoch of the network is: the old node can be asked while it is there. */
  epochSeconds: z.number().positive(),
  /** When the old node was seen to be stopped, and when its stack's state was last written then. */
  stopped: z.object({ at: z.iso.datetime(), state: z.string() }).optional(),
  /** Whether the new node may sign. */
  isProtected: z.boolean().optional(),
});
export type MoveRecord = z.output<typeof recordSchema>;

export class RecordFile {
  private readonly file: string;

  /** @param folder where such files are */
  constructor(from: string, to: string, folder = path.join(PROJECT_DIR, ".moves")) {
    this.file = path.join(folder, `${from}-to-${to}.json`);
  }

  /** Undefined where there is none, or one that is not whole. */
  read(): MoveRecord | undefined {
    if (!existsSync(this.file)) return undefined;
    return recordSchema.safeParse(JSON.parse(readFileSync(this.file, "utf8"))).data;
  }

  /** Writes all of it or nothing. */
  write(record: MoveRecord): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeAtomically(this.file, JSON.stringify(record));
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

/**
 * What of a record still holds: another update of the old stack may have started its node once more.
 *
 * @param state when the old stack's state was last written
 */
export function stillHolds({ stopped, ...record }: MoveRecord, state: string): MoveRecord {
  return stopped?.state === state ? { ...record, stopped } : { epochSeconds: record.epochSeconds };
}
