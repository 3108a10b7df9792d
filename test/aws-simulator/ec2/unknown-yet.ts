/**
 * AWS is eventually consistent: it does not know at once, in all its places, what was made. The first queries of each who
 * asks get no answer.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { cloudDir } from "./names";

/** Queries without an answer. */
export const MISSED = 3;
/** Milliseconds after which what was made is known everywhere, whoever has asked. AWS names no bound; mostly it is a second. */
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

/** Returns whether an object was made so recently that one who asks is not told of it, and counts the query. */
export function isLate(id: string, who: string, now = Date.now()): boolean {
  const file = cloudDir("made", id);
  if (!existsSync(file) || now - statSync(file).mtimeMs >= LATE) return false;
  return !isKnownYet(`${who}-${id}`);
}

/** Returns what this lane's queries have missed since the simulated AWS was started: who asked, and for which kind. */
export function missedKinds(): string[] {
  const all = readdirSync(cloudDir("queries")).map((fact) => fact.replace(/-[0-9a-f]+$/, ""));
  return [...new Set(all)].sort();
}
