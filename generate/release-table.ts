/** Builds the content of settings/releases/releases.json from the names that each release reads. Pure. */
import { compareReleases, isPreRelease, isRelease, OLDEST_RELEASE, type Span } from "../settings/releases/release";
import withoutPackage from "./releases-without-package.json";

/** The names that one release reads, and their source. */
export interface ReadNames {
  readonly release: string;
  readonly source: string;
  readonly variables: readonly string[];
}

/**
 * Start flags that differ between releases. Their package, @aztec/aztec, is not published for each release, and its type
 * declarations do not contain them. So they are listed here, each with its source.
 */
const FLAGS: Readonly<Record<string, readonly Span[]>> = {
  // Required by the nodes of aztec-spartan.sh, accepted up to 4.x; removed by "remove --archiver" of May 2026 (5.0.0).
  "--archiver": [["0.66.0", "4.4.0"]],
  // dest/bin start options of 0.66 and 4.1.2, the command line reference of 5.2.0 and the changelog of 6.0.0.
  "--node": [["0.66.0", null]],
  "--prover-agent": [["0.66.0", null]],
  "--prover-broker": [["0.66.0", null]],
  "--prover-node": [["0.66.0", null]],
  "--sequencer": [["0.66.0", null]],
  // Introduced with the first public testnet, where it replaced the bootnode (April 2025).
  "--network": [["0.85.0", null]],
};

/** Returns the releases that no registry has, read from the vendor's sources. */
export function committedReleases(): readonly ReadNames[] {
  return withoutPackage;
}

/**
 * Selects the releases to read among published versions: all stable ones, and the release candidates after the newest
 * of them. Nightly and development builds are left out: there are hundreds, and no network runs them.
 */
export function releasesToRead(versions: readonly string[]): string[] {
  const supported = versions.filter((version) => isRelease(version) && compareReleases(version, OLDEST_RELEASE) >= 0);
  const stable = supported.filter((version) => !isPreRelease(version)).sort(compareReleases);
  const newest = stable.at(-1) ?? OLDEST_RELEASE;
  const candidates = supported.filter((version) => /-rc\.\d+$/.test(version) && compareReleases(version, newest) > 0);
  return [...stable, ...candidates.sort(compareReleases)];
}

/** Builds the content of settings/releases/releases.json. @param all in any order, each release once */
export function releaseTable(all: readonly ReadNames[]): object {
  const ordered = [...all].sort((a, b) => compareReleases(a.release, b.release));
  const releases = ordered.map(({ release }) => release);
  const read = ordered.map(({ variables }) => new Set(variables));
  const names = [...new Set(ordered.flatMap(({ variables }) => variables))].sort();
  const variables = names.map((name) => [name, spans(releases, (index) => read[index]?.has(name) ?? false)] as const);
  const sources = [...new Set(ordered.map(({ source }) => source)), "flags: generate/release-table.ts"];
  return { sources, releases, flags: FLAGS, variables: Object.fromEntries(variables) };
}

/** Returns the spans of releases that read a name: more than one if it was removed and came back. */
function spans(releases: readonly string[], isThere: (index: number) => boolean): Span[] {
  const found: Span[] = [];
  let first: string | undefined;
  releases.forEach((release, index) => {
    if (isThere(index)) first ??= release;
    else if (first) {
      found.push([first, releases[index - 1] ?? first]);
      first = undefined;
    }
  });
  return first ? [...found, [first, null]] : found;
}
