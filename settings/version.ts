import { coerce, gte } from "semver";

/** Returns whether a version is at least another, by major, minor and patch: `v3.250.0`, `go1.25.8`, `3.250.0-alpha`, `1.41`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [parsed, least] = [coerce(version), coerce(minimum)];
  return parsed !== null && least !== null && gte(parsed, least);
}
