/**
 * The time when `stop` ended a stack's node, in a file of this checkout that Git ignores: the container is gone, and no
 * state has its end. `start` says what happened on the chain since.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../../keys/json";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { writeAtomically } from "../../remote/atomic-write";

const recordSchema = z.object({ at: z.iso.datetime() });

export class StopRecord {
  private readonly file: string;

  /** @param folder of all such files */
  constructor(stack: string, folder = path.join(PROJECT_DIR, ".updates")) {
    this.file = path.join(folder, `${stack}.stopped.json`);
  }

  /** Returns the time in seconds since 1970; undefined if there is no record, or it is incomplete. */
  read(): number | undefined {
    if (!existsSync(this.file)) return undefined;
    const record = recordSchema.safeParse(parseJson(readFileSync(this.file, "utf8"))).data;
    return record && Date.parse(record.at) / 1000;
  }

  /** @param at in milliseconds since 1970 */
  write(at: number): void {
    mkdirSync(path.dirname(this.file), { recursive: true, mode: 0o700 });
    writeAtomically(this.file, `${JSON.stringify({ at: new Date(at).toISOString() })}\n`, 0o600);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}
