/** EC2 does not know at once, in all its places, what was made: the first queries get no answer. */
import { appendFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { cloudDir } from "./names";

/** Queries without an answer. */
const MISSED = 3;

/** Returns whether a fact is known, and counts the query. @param fact a name for a file */
export function isKnownYet(fact: string): boolean {
  const file = cloudDir("queries", fact);
  mkdirSync(cloudDir("queries"), { recursive: true });
  const queries = existsSync(file) ? statSync(file).size : 0;
  if (queries >= MISSED) return true;
  appendFileSync(file, ".");
  return false;
}
