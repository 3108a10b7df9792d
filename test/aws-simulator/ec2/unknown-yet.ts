/**
 * AWS is eventually consistent: it does not know at once, in all its places, what was made. The first queries of each who
 * asks get no answer.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { cloudDir } from "./names";

/** Queries without an answer. */
export const MISSED = 3;
/** Milliseconds until every query finds a new object. AWS documents no limit; usually it takes a second. */
const LATE = 10_000;

/** Returns whether a fact is known, and counts the query. @param fact a name for a file */
export function isKnownYet(fact: string): boolean {
  const file = cloudDir("queries", fact);
  mkdirSync(cloudDir("queries"), { recursive: true });
  const queries = existsSync(file) ? statSync(file).size : 0;
  if (queries >= MISSED) return true;
  appendFileSync(file, ".");
  return false;
}

/** Records that an object was made just now. @param id its id or name */
export function noteMade(id: string): void {
  mkdirSync(cloudDir("made"), { recursive: true });
  writeFileSync(cloudDir("made", id), "");
}

/** Returns whether an object is so new that a program does not find it yet, and counts the query. */
export function isLate(id: string, who: string, now = Date.now()): boolean {
  const file = cloudDir("made", id);
  if (!existsSync(file) || now - statSync(file).mtimeMs >= LATE) return false;
  return !isKnownYet(`${who}-${id}`);
}

/** Returns what this lane's queries have missed since the simulated AWS was started: the program, and the kind of object. */
export function missedKinds(): string[] {
  const all = readdirSync(cloudDir("queries")).map((fact) => fact.replace(/-[0-9a-f]+$/, ""));
  return [...new Set(all)].sort();
}
