import { coerce, gte } from "semver";

/** Returns whether a version is at least another, by major, minor and patch: `v3.250.0`, `go1.25.8`, `3.250.0-alpha`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const parsed = coerce(version);
  return parsed !== null && gte(parsed, minimum);
}
