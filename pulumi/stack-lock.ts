/**
 * Allows one command at a time for a stack, by an operating-system lock on a file of this checkout. The lock ends with
 * its process, even by `kill -9`; a file that is left over locks nothing.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { PROJECT_DIR } from "./dev-stack";
import { quote } from "../settings/shell-word";
import { OperatorError } from "../terminal/output";

/** Beside the journals of updates; Git ignores it. */
const FOLDER = path.join(PROJECT_DIR, ".updates");

/** Milliseconds for a command that is about to end, and for a new one to write its holder file. */
const PATIENCE = 1000;

/** SQLite's code for a file that another process has locked (https://sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

const holderSchema = z.object({ pid: z.number(), command: z.string(), since: z.string() });

/** Locks of this process: an unreferenced database would be closed, and its lock released. */
const held = new Map<string, DatabaseSync>();

/**
 * Keeps other commands from a stack until this process ends. A second call does nothing.
 *
 * @param command the operator's command, such as "update", for the message to others
 * @param folder of the lock: it excludes commands that use the same folder
 * @throws {OperatorError} naming the process that holds it
 */
export function holdStack(stack: string, command: string, folder = FOLDER): void {
  const file = path.join(folder, `${stack}.lock`);
  if (held.has(file)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = tryLock(file);
  if (!lock) throw new OperatorError(refusal(stack, `${file}.holder`));
  held.set(file, lock);
  const holder = { pid: process.pid, command, since: new Date().toISOString() };
  writeFileSync(`${file}.holder`, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

/** Locks a file, until the database is closed or this process ends. @returns undefined if another process holds it */
export function tryLock(file: string): DatabaseSync | undefined {
  const { DatabaseSync } = sqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    // Nothing is ever written: only the lock of the transaction is needed.
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return undefined;
    throw new OperatorError(
      `${file} cannot be locked (${error instanceof Error ? error.message : String(error)}), so two commands could undo each other's work. Its folder must be writable for you: ls -la ${quote(path.dirname(file))}`,
    );
  }
}

/** Loads Node's SQLite: it has an operating-system lock, which Node's `fs` does not have. */
function sqlite() {
  const emitWarning = process.emitWarning.bind(process);
  // Node warns that the module is experimental; the features used here are the oldest of SQLite.
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A command in the middle of a change does not end at a `kill`: it first completes the change, or undoes it. */
const NEXT = "then run that command again: it completes its work or undoes it.";

function refusal(stack: string, holderFile: string): string {
  const holder = holderIn(holderFile);
  const who = holder ? ` (${holder.command}, process ${holder.pid}, since ${holder.since})` : "";
  return [
    `Another command is running on ${stack}${who}. Nothing was changed: two at once could undo each other's work.`,
    "  Wait until it has ended, or press Ctrl-C where it runs; then run this command again.",
    ...(holder ? [`  If it hangs: kill ${holder.pid}, and if it goes on, kill -9 ${holder.pid}; ${NEXT}`] : []),
  ].join("\n");
}

/** Reads who holds a lock; undefined if that is not written yet. */
function holderIn(file: string) {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
