/** EC2 does not know at once, in all its places, what was made: the first questions get no answer. */
import { appendFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { cloudDir } from "./names";

/** Questions without an answer. */
const MISSED = 3;

/** Returns whether a fact is known, and counts the question. @param fact a name for a file */
export function isKnownYet(fact: string): boolean {
  const file = cloudDir("asked", fact);
  mkdirSync(cloudDir("asked"), { recursive: true });
  const asked = existsSync(file) ? statSync(file).size : 0;
  if (asked >= MISSED) return true;
  appendFileSync(file, ".");
  return false;
}
