/** Classifies a step from one release of the node to another, and finds the newest release within reach. Pure. */
import { compareReleases, isPreRelease, knownReleases, releaseNumber } from "./release";

export type StepKind = "same" | "patch" | "minor" | "major" | "pre-release" | "downgrade";

/**
 * Returns the kind of a step, by semantic versioning. A step from or to a pre-release is a separate kind unless it
 * is a major one: between candidates anything may change.
 */
export function stepKind(from: string, to: string): StepKind {
  const order = compareReleases(from, to);
  if (order > 0) return "downgrade";
  if (order === 0) return "same";
  const [[fromMajor, fromMinor], [toMajor, toMinor]] = [numbers(from), numbers(to)];
  if (fromMajor !== toMajor) return "major";
  if (isPreRelease(from) || isPreRelease(to)) return "pre-release";
  return fromMinor === toMinor ? "patch" : "minor";
}

/**
 * Returns the newest known release within the same major or minor release. Another major release needs work by the
 * operator. A stable release never goes to a pre-release. `minor` is for unattended updates, in which a pre-release
 * stays as it is.
 */
export function newestWithin(from: string, within: "major" | "minor"): string {
  const [major, minor] = numbers(from);
  const near = knownReleases().filter((release) => {
    const [otherMajor, otherMinor] = numbers(release);
    if (isPreRelease(release) && !isPreRelease(from)) return false;
    return otherMajor === major && (within === "major" || (otherMinor === minor && !isPreRelease(from)));
  });
  return [from, ...near].sort(compareReleases).at(-1) ?? from;
}

function numbers(release: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = releaseNumber(release).split(".").map(Number);
  return [major, minor];
}
