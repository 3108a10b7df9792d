/** What a step from one release of the node to another is, and what it demands of who takes it. Pure. */
import { compareReleases, knownReleases } from "./release";
import type { Settings } from "./variables";

export type StepKind = "same" | "patch" | "minor" | "major" | "downgrade";

/** What kind of step it is, by semantic versioning. */
export function stepKind(from: string, to: string): StepKind {
  const order = compareReleases(from, to);
  if (order > 0) return "downgrade";
  if (order === 0) return "same";
  const [[fromMajor, fromMinor], [toMajor, toMinor]] = [numbers(from), numbers(to)];
  if (fromMajor !== toMajor) return "major";
  return fromMinor === toMinor ? "patch" : "minor";
}

/**
 * The newest known release that a stack goes to unasked: of the same major release, since another one demands work of
 * its operator; or with `within: "minor"`, of the same minor one.
 */
export function newestWithin(from: string, within: "major" | "minor"): string {
  const [major, minor] = numbers(from);
  const near = knownReleases().filter((release) => {
    const [otherMajor, otherMinor] = numbers(release);
    return otherMajor === major && (within === "major" || otherMinor === minor);
  });
  return [from, ...near].sort(compareReleases).at(-1) ?? from;
}

/** Something that a step between releases needs, beside another image. */
export interface Demand {
  /** A sentence. */
  readonly what: string;
  /** How long it takes, for a person. */
  readonly takes: string;
  /** It is the operator's, and has to be done before the first node of the new release starts. */
  readonly before?: true;
}

/** What of the settings decides about the steps. */
type Stack = Pick<Settings, "role" | "network" | "ha">;

interface Row extends Demand {
  /** The first release that demands it of who comes from an older one. */
  readonly since: string;
  readonly applies: (stack: Stack) => boolean;
}

/**
 * Sources: the vendor's changelogs of releases 5 and 6 for operators, and what its maintainers added to them
 * (AztecProtocol/aztec-packages, pull request 24219).
 */
const DEMANDS: readonly Row[] = [
  {
    since: "5.0.0",
    what: "Migrate the database that the nodes sign together by, once, with the new image: aztec migrate-ha-db up --database-url <url>. Nodes of 5 end without it, older ones after it.",
    takes: "seconds",
    before: true,
    applies: ({ ha }) => ha.enabled === true,
  },
  {
    since: "5.0.0",
    what: "What watches the node has to ask for aztec_… and not for node_… and p2p_…; the flags --archiver and --pxe are gone, which this program sees to.",
    takes: "nothing here",
    applies: () => true,
  },
  ...["5.0.0", "6.0.0"].map((since) => ({
    since,
    what: "All nodes of a network move together: one that is ahead of the network's contracts stands by, is not ready, and would be taken back.",
    takes: "until the network has moved",
    applies: ({ network }: Stack) => network !== "local",
  })),
  {
    since: "6.0.0",
    what: "The first start discards the archive and reads it anew from Ethereum; until then the node is behind, and does not attest.",
    takes: "minutes to hours, by the Ethereum endpoint",
    applies: ({ role }) => role !== "prover-broker" && role !== "prover-agent",
  },
];

/** What a step demands. */
export function demands(from: string, to: string, stack: Stack): Demand[] {
  const isNew = ({ since }: Row) => compareReleases(from, since) < 0 && compareReleases(since, to) <= 0;
  const told = DEMANDS.filter((row) => isNew(row) && row.applies(stack)).map(
    ({ what, takes, before }) => [what, { what, takes, ...(before ? { before } : {}) }] as const,
  );
  // What two releases demand alike is done once.
  return [...new Map(told).values()];
}

/**
 * Releases from which on a node leaves data that older ones cannot take over, and why.
 *
 * Source: the schema versions of the node's stores. Most stores are emptied by a release with another version; the one
 * that remembers what was signed ends the node instead.
 */
const SCHEMAS: readonly { readonly since: string; readonly why: string }[] = [
  {
    since: "5.0.0",
    why: "from 5.0.0 on a validator remembers on its disk what it has signed, and older releases do not read that: they could sign for one slot twice; nor do they take the database of several nodes with one key as 5.0.0 has migrated it",
  },
  {
    since: "6.0.0",
    why: "6.0.0 writes an archive and a record of what was signed that older releases do not read",
  },
];

/** Why data of a release is not for an older one; undefined where it is. */
export function schemaBetween(older: string, newer: string): string | undefined {
  const crossed = SCHEMAS.filter(
    ({ since }) => compareReleases(older, since) < 0 && compareReleases(since, newer) <= 0,
  );
  return crossed.at(-1)?.why;
}

function numbers(release: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = release.replace(/-.*/, "").split(".").map(Number);
  return [major, minor];
}
