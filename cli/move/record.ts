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
import { formatDuration, formatTime } from "../../terminal/format";

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
 * How long after two epochs an interrupted command still counts its time, in milliseconds: enough to see the interruption
 * and run it again. Nobody watched the host meanwhile, and after days it may have come back, signed, and gone again.
 */
const GRACE = 3_600_000;

/**
 * Returns the part of a record that still holds: a later `up` of the old stack, or its host that came back, may have started
 * its node again.
 *
 * @param state when the old stack's state was last written
 */
export function stillHolds({ stopped, ...record }: MoveRecord, state: string, now = Date.now()): MoveRecord {
  const isCurrent = stopped?.state === state && now - Date.parse(stopped.at) <= 2 * record.epochSeconds * 1000 + GRACE;
  return isCurrent ? { ...record, stopped } : { epochSeconds: record.epochSeconds };
}

/** Describes the wait of a plan. @param stopped by an interrupted run whose time counts */
export function waitText(epochSeconds: number, stopped: MoveRecord["stopped"]): string {
  const wait = `wait two epochs (${formatDuration(2 * epochSeconds)}) without a node`;
  if (!stopped) return wait;
  return `${wait}, counted from ${formatTime(Date.parse(stopped.at) / 1000)} of the interrupted run`;
}
