/** What a release of the node reads and accepts; the facts are in releases.json, which `make releases` writes. */
import compare from "semver/functions/compare";
import known from "./releases.json";

/** First and last release that has it; null: the newest known has it. */
export type Span = readonly [first: string, last: string | null];

/** The first release that this project knows: the seed's nodes were 0.67 to 0.76. */
export const OLDEST_RELEASE = "0.66.0";

/** A release's number by semantic versioning, without a `v`: 5.2.0, 6.0.0-rc.1, 4.0.0-nightly.20260122. */
export const RELEASE_PATTERN =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;

const releases: readonly string[] = known.releases;
const order: ReadonlyMap<string, number> = new Map(releases.map((release, index) => [release, index]));
const variables = new Map(Object.entries(known.variables).map(([name, spans]) => [name, spans.map(span)]));
const flags = new Map(Object.entries(known.flags).map(([name, spans]) => [name, spans.map(span)]));

/** One release: its number, and what its node reads. */
export interface Release {
  /** As the operator wrote it. */
  readonly version: string;
  /** The known release whose names are used; another than `version` where that one is not known. */
  readonly as: string;
  readonly major: number;
  /** Whether it has what came with a release: {@link isFrom}. */
  readonly isFrom: (release: string) => boolean;
  /** Whether the node's code has a use for a variable. */
  readonly reads: (variable: string) => boolean;
  /** Whether `aztec start` takes a flag; an unknown one ends the node. */
  readonly accepts: (flag: string) => boolean;
}

/**
 * Returns less than, equal to or more than 0, by semantic versioning: 6.0.0-rc.1 is before 6.0.0.
 *
 * @throws {TypeError} for a text that {@link isRelease} refuses
 */
export function compareReleases(a: string, b: string): number {
  return compare(a, b);
}

/** Returns whether a text is a release's number. */
export function isRelease(text: string): boolean {
  return RELEASE_PATTERN.test(text);
}

/** Returns whether a release is a pre-release: a candidate (`-rc.1`), a nightly one. */
export function isPreRelease(release: string): boolean {
  return release.includes("-");
}

/** Returns a release's number without its pre-release part: 6.0.0 of 6.0.0-rc.1. */
export function releaseNumber(release: string): string {
  return release.replace(/-.*/, "");
}

/**
 * Returns whether a release has what came with `since`: names, flags, formats, the image's organisation. This is the
 * one place that decides it for pre-releases: 6.0.0-rc.1 has what came with 6.0.0, although it is before it. A bound
 * that is a pre-release itself is exact.
 */
export function isFrom(release: string, since: string): boolean {
  return compareReleases(release, isPreRelease(since) ? since : `${since}-0`) >= 0;
}

/** Returns all known releases, oldest first, pre-releases included. */
export function knownReleases(): readonly string[] {
  return releases;
}

/** Returns the newest known release that is no pre-release. */
export function newestRelease(): string {
  return releases.filter((release) => !isPreRelease(release)).at(-1) ?? OLDEST_RELEASE;
}

/** Returns the newest known release, which may be a pre-release. */
export function newestKnownRelease(): string {
  return releases.at(-1) ?? OLDEST_RELEASE;
}

/**
 * Finds what a release reads. One that is not known is taken for the nearest known one.
 *
 * @param version `<major>.<minor>.<patch>`, with or without a pre-release part
 */
export function findRelease(version: string): Release {
  const release = found.get(version) ?? look(version);
  found.set(version, release);
  return release;
}

/** A check of a setting asks for it anew: hundreds of times for one stack. */
const found = new Map<string, Release>();

function look(version: string): Release {
  const as = nearestKnown(version);
  const index = indexOf(as);
  return {
    version,
    as,
    major: Number(version.split(".")[0]),
    isFrom: (since) => isFrom(version, since),
    reads: (variable) => isIn(variables.get(variable), index),
    accepts: (flag) => isIn(flags.get(flag), index),
  };
}

/**
 * Finds the known release whose names an unknown one most likely reads: one with its number, be it the release or
 * another pre-release of it; else the newest before it, since names change in new releases.
 */
function nearestKnown(version: string): string {
  const siblings = releases.filter((release) => releaseNumber(release) === releaseNumber(version));
  const among = siblings.length > 0 ? siblings : releases;
  const before = among.filter((release) => compareReleases(release, version) <= 0);
  return before.at(-1) ?? siblings[0] ?? OLDEST_RELEASE;
}

/** Before each method's name in a node's JSON-RPC; in that of its administration, with `Admin` behind it. */
export function rpcNamespace({ major }: Pick<Release, "major">): "node" | "aztec" {
  return major < 5 ? "node" : "aztec";
}

/** Every variable that any known release reads. */
export function knownVariables(): string[] {
  return [...variables.keys()];
}

/** From which release to which a variable is read; empty for one that no release knows. */
export function spansOf(variable: string): readonly Span[] {
  return variables.get(variable) ?? [];
}

function span([first = OLDEST_RELEASE, last = null]: readonly (string | null)[]): Span {
  return [first ?? OLDEST_RELEASE, last];
}

/** Spans are of known releases, so that no versions have to be compared. */
function isIn(spans: readonly Span[] | undefined, index: number): boolean {
  return (spans ?? []).some(([first, last]) => indexOf(first) <= index && (last === null || index <= indexOf(last)));
}

function indexOf(release: string): number {
  return order.get(release) ?? -1;
}
