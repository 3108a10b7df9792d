/** What a release of the node reads and accepts; the facts are in releases.json, which `make releases` writes. */
import known from "./releases.json";

/** First and last release that has it; null: the newest known has it. */
export type Span = readonly [first: string, last: string | null];

/** The first release that this project knows: the seed's nodes were 0.67 to 0.76. */
export const OLDEST_RELEASE = "0.66.0";

const releases: readonly string[] = known.releases;
const variables = new Map(Object.entries(known.variables).map(([name, spans]) => [name, spans.map(span)]));
const flags = new Map(Object.entries(known.flags).map(([name, spans]) => [name, spans.map(span)]));

/** One release: its number, and what its node reads. */
export interface Release {
  /** As the operator wrote it. */
  readonly version: string;
  /** The known release whose names are used; another than `version` where that one is not known. */
  readonly as: string;
  readonly major: number;
  /** Whether it is a release or a later one. */
  readonly isFrom: (release: string) => boolean;
  /** Whether the node's code has a use for a variable. */
  readonly reads: (variable: string) => boolean;
  /** Whether `aztec start` takes a flag; an unknown one ends the node. */
  readonly accepts: (flag: string) => boolean;
}

/** Less than, equal to or more than 0, as two releases follow each other; what is behind a hyphen does not count. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) => release.replace(/-.*/, "").split(".").map(Number));
  const differences = [0, 1, 2].map((i) => (left?.[i] ?? 0) - (right?.[i] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** All known releases, oldest first. */
export function knownReleases(): readonly string[] {
  return releases;
}

/** The newest known release. */
export function newestRelease(): string {
  return releases.at(-1) ?? OLDEST_RELEASE;
}

/**
 * What a release reads. One that is not known is taken for the newest known one before it: names change in new
 * releases, and what is new is not in use yet.
 *
 * @param version `<major>.<minor>.<patch>`
 */
export function findRelease(version: string): Release {
  const release = found.get(version) ?? look(version);
  found.set(version, release);
  return release;
}

/** A check of a setting asks for it anew: hundreds of times for one stack. */
const found = new Map<string, Release>();

function look(version: string): Release {
  const as = releases.filter((release) => compareReleases(release, version) <= 0).at(-1) ?? OLDEST_RELEASE;
  return {
    version,
    as,
    major: Number(version.split(".")[0]),
    isFrom: (release) => compareReleases(version, release) >= 0,
    reads: (variable) => isIn(variables.get(variable), as),
    accepts: (flag) => isIn(flags.get(flag), as),
  };
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

function isIn(spans: readonly Span[] | undefined, release: string): boolean {
  return (spans ?? []).some(
    ([first, last]) => compareReleases(first, release) <= 0 && (last === null || compareReleases(release, last) <= 0),
  );
}
