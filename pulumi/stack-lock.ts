/**
 * One command at a time for a stack: a lock of the operating system on a file of this checkout. It belongs to the
 * process, whatever that is called, and ends with it, also by `kill -9`; a file that is left over locks nothing.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { PROJECT_DIR } from "./dev-stack";
import { OperatorError } from "../terminal/output";

/** Beside the journals of updates; Git ignores it. */
const FOLDER = path.join(PROJECT_DIR, ".updates");

/** Milliseconds in which a command that is about to end may do so, and a new one writes down who it is. */
const PATIENCE = 1000;

/** What SQLite calls a file that another process has locked (https://sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

const holderSchema = z.object({ pid: z.number(), command: z.string(), since: z.string() });

/** Locks of this process. A database that nothing refers to would be closed, and its lock with it. */
const held = new Map<string, DatabaseSync>();

/**
 * Keeps other commands from a stack until this process ends. To hold it twice is to hold it once.
 *
 * @param command what the operator gave, such as "update": others are told
 * @param folder where the lock is: a lock excludes those with the same folder
 * @throws {OperatorError} naming the process that holds it
 */
export function holdStack(stack: string, command: string, folder = FOLDER): void {
  const file = path.join(folder, `${stack}.lock`);
  if (held.has(file)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = locked(file);
  if (!lock) throw new OperatorError(refusal(stack, `${file}.holder`));
  held.set(file, lock);
  const holder = { pid: process.pid, command, since: new Date().toISOString() };
  writeFileSync(`${file}.holder`, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** Locks a file. @returns undefined if another process has it */
function locked(file: string): DatabaseSync | undefined {
  const { DatabaseSync } = sqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    // Nothing is ever written: the lock of the transaction is all that is wanted.
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return undefined;
    throw new OperatorError(
      `${file} cannot be locked (${error instanceof Error ? error.message : String(error)}), so two commands could act on one node. Its folder has to be yours to write: ls -la ${path.dirname(file)}`,
    );
  }
}

/** Loads Node's own SQLite, which has the lock of the operating system that Node's `fs` has not. */
function sqlite() {
  const emitWarning = process.emitWarning.bind(process);
  // Node calls the module experimental each time: what is used of it is of SQLite's oldest.
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

const NEXT = "the next update, rollback, start or make up sees to what it left.";

function refusal(stack: string, holderFile: string): string {
  const holder = holderIn(holderFile);
  const who = holder ? ` (${holder.command}, process ${holder.pid}, since ${holder.since})` : "";
  return [
    `Another command is at work on ${stack}${who}. Nothing was changed: two at once could undo each other's work.`,
    "  Let it end, or press Ctrl-C where it runs; then give this command again.",
    ...(holder ? [`  If it hangs: kill ${holder.pid}; ${NEXT}`] : []),
  ].join("\n");
}

/** Reads who holds a lock; undefined where that is not written yet. */
function holderIn(file: string) {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
