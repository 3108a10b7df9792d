/** Variables and flags of the node's releases. The data is in releases.json, which `make releases` writes. */
import compare from "semver/functions/compare";
import releaseTable from "./releases.json";

/** First and last release with a name. Null: the newest known release has it. */
export type Span = readonly [first: string, last: string | null];

/** The oldest supported release. The nodes of aztec-spartan.sh were 0.67 to 0.76. */
export const OLDEST_RELEASE = "0.66.0";

/**
 * A release's number by semantic versioning, without a `v`: 5.2.0, 6.0.0-rc.1, 4.0.0-nightly.20260122. Limited, since
 * semver throws for longer texts and larger numbers.
 */
export const RELEASE_PATTERN =
  /^(?=.{5,64}$)(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;

const releases: readonly string[] = releaseTable.releases;
const order: ReadonlyMap<string, number> = new Map(releases.map((release, index) => [release, index]));
const variables = new Map(Object.entries(releaseTable.variables).map(([name, spans]) => [name, spans.map(span)]));
const flags = new Map(Object.entries(releaseTable.flags).map(([name, spans]) => [name, spans.map(span)]));

/** One release: its number, and the variables and flags of its node. */
export interface Release {
  /** As the operator wrote it. */
  readonly version: string;
  /** The known release whose names are used. It differs from `version` if that is not in releases.json. */
  readonly as: string;
  readonly major: number;
  /** Returns whether it contains the changes of a release, see {@link isFrom}. */
  readonly isFrom: (release: string) => boolean;
  /** Returns whether the node reads a variable. */
  readonly reads: (variable: string) => boolean;
  /** Returns whether `aztec start` accepts a flag. With an unknown one the node exits. */
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
 * Returns whether a release contains the changes of `since`: names, flags, formats, the image's organisation. This is
 * the only place that decides it for pre-releases: 6.0.0-rc.1 contains the changes of 6.0.0, although it is older. If
 * `since` is a pre-release, the comparison is exact.
 */
export function isFrom(release: string, since: string): boolean {
  return compareReleases(release, isPreRelease(since) ? since : `${since}-0`) >= 0;
}

/** Returns all known releases, oldest first, pre-releases included. */
export function knownReleases(): readonly string[] {
  return releases;
}

/** Returns the newest known release that is not a pre-release. */
export function newestRelease(): string {
  return releases.filter((release) => !isPreRelease(release)).at(-1) ?? OLDEST_RELEASE;
}

/** Returns the newest known release, which may be a pre-release. */
export function newestKnownRelease(): string {
  return releases.at(-1) ?? OLDEST_RELEASE;
}

/**
 * Returns a release. One that is not in releases.json has the names of the nearest known one.
 *
 * @param version `<major>.<minor>.<patch>`, with or without a pre-release part
 */
export function findRelease(version: string): Release {
  const release = cache.get(version) ?? buildRelease(version);
  cache.set(version, release);
  return release;
}

/** Releases by version. The checks of one stack call `findRelease` hundreds of times. */
const cache = new Map<string, Release>();

function buildRelease(version: string): Release {
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
 * Finds the known release that most likely has the names of an unknown one: one with the same number, stable or a
 * pre-release; else the newest older one, because names change in new releases.
 */
function nearestKnown(version: string): string {
  const siblings = releases.filter((release) => releaseNumber(release) === releaseNumber(version));
  const among = siblings.length > 0 ? siblings : releases;
  const before = among.filter((release) => compareReleases(release, version) <= 0);
  return before.at(-1) ?? siblings[0] ?? OLDEST_RELEASE;
}

/** Returns the prefix of the node's JSON-RPC methods. Those of the admin API add `Admin` to it. */
export function rpcNamespace({ major }: Pick<Release, "major">): "node" | "aztec" {
  return major < 5 ? "node" : "aztec";
}

/** Methods of a node whose names follow no rule from one namespace to the other. */
interface NodeMethods {
  readonly tips: string;
  readonly peers: string;
  readonly stats: string;
  readonly synced?: string;
}

/** Names of a node's methods by its namespace. */
export const NODE_METHODS: Readonly<Record<ReturnType<typeof rpcNamespace>, NodeMethods>> = {
  node: { tips: "node_getL2Tips", peers: "p2p_getPeers", stats: "node_getValidatorsStats" },
  aztec: {
    tips: "aztec_getChainTips",
    peers: "aztec_getPeers",
    stats: "aztec_getValidatorsStats",
    synced: "aztec_getSyncedL1Timestamp",
  },
};

/** Returns every variable that any known release reads. */
export function knownVariables(): string[] {
  return [...variables.keys()];
}

/** Returns the spans of releases that read a variable; empty if none does. */
export function spansOf(variable: string): readonly Span[] {
  return variables.get(variable) ?? [];
}

function span([first = OLDEST_RELEASE, last = null]: readonly (string | null)[]): Span {
  return [first ?? OLDEST_RELEASE, last];
}

/** Returns whether a span contains a release. Spans start and end with known releases, so positions suffice. */
function isIn(spans: readonly Span[] | undefined, index: number): boolean {
  return (spans ?? []).some(([first, last]) => indexOf(first) <= index && (last === null || index <= indexOf(last)));
}

function indexOf(release: string): number {
  return order.get(release) ?? -1;
}
