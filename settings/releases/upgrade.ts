/** Classifies a step from one release of the node to another, and finds the newest release within reach. Pure. */
import { compareReleases, isFrom, isPreRelease, knownReleases, releaseNumber } from "./release";

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

/** A border between releases. */
export interface Bound {
  /** The first release behind it; its pre-releases are behind it too. */
  readonly since: string;
  /** Its pre-releases are before it. */
  readonly isStableOnly?: true;
}

/** Returns whether a release is behind a border. */
export function isBehind({ since, isStableOnly }: Bound, release: string): boolean {
  return isStableOnly ? compareReleases(release, since) >= 0 : isFrom(release, since);
}

/**
 * Steps over which the members of a high-availability group must not be updated one after the other: from 5.x to 6.0, and
 * from a release candidate of 6.0 to 6.0.0.
 *
 * Source: the vendor's changelog and release notes of 6.0.0, and its guide to high availability.
 */
export const NO_ROLLING: readonly Bound[] = [{ since: "6.0.0" }, { since: "6.0.0", isStableOnly: true }];

/** Returns whether running nodes of two releases may share the signing database of a high-availability group. */
export function mayShareDatabase(one: string, other: string): boolean {
  return NO_ROLLING.every((bound) => isBehind(bound, one) === isBehind(bound, other));
}

function numbers(release: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = releaseNumber(release).split(".").map(Number);
  return [major, minor];
}
