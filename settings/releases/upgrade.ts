/** What a step from one release of the node to another is, and what it demands of who takes it. Pure. */
import { compareReleases, isFrom, isPreRelease, knownReleases, releaseNumber } from "./release";
import type { Settings } from "../schema";

export type StepKind = "same" | "patch" | "minor" | "major" | "pre-release" | "downgrade";

/**
 * Tells what kind of step it is, by semantic versioning. A step from or to a pre-release is a kind of its own unless it
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
 * Returns the newest known release that a stack goes to unasked: of the same major release, since another one demands
 * work of its operator; or with `within: "minor"`, of the same minor one. A stable release goes to no pre-release, and
 * a pre-release goes nowhere within a minor one, which is what happens unattended.
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

/** Something that a step between releases needs, beside another image. */
export interface UpgradeDemand {
  /** A sentence. */
  readonly what: string;
  /** How long it takes, for a person. */
  readonly takes: string;
  /** It is the operator's, and has to be done before the first node of the new release starts. */
  readonly before?: true;
  /** Older releases do not start again once it is done. */
  readonly final?: true;
}

/** What of the settings decides about the steps. */
type Stack = Pick<Settings, "role" | "network" | "ha" | "ethereumAllowNoDebugHosts">;

/** A border between releases. */
interface Bound {
  /** The first release behind it; its pre-releases are behind it too. */
  readonly since: string;
  /** Its pre-releases are before it. */
  readonly isStableOnly?: true;
}

function isCrossed({ since, isStableOnly }: Bound, from: string, to: string): boolean {
  const isBehind = (release: string) => (isStableOnly ? compareReleases(release, since) >= 0 : isFrom(release, since));
  return isBehind(to) && !isBehind(from);
}

interface Row extends UpgradeDemand, Bound {
  readonly applies: (stack: Stack) => boolean;
}

const isShared = ({ network }: Stack) => network !== "local";
const hasChain = ({ role }: Stack) => role !== "prover-broker" && role !== "prover-agent";
const isValidator = ({ role }: Stack) => role === "sequencer";

const HA_6: Omit<Row, "since"> = {
  what: "Stop every member of the group first (aztec-validator stop): there is no rolling update over this step, and a 5.x and a 6.x member must never share the signing database. Migrate it once to schema 3, with the new image: aztec migrate-ha-db up --database-url <url>. Then set the new release of each member, and start it (aztec-validator start). A 5.x member deletes the new rollup's signing records, and releases before 6.0.0 do not start on schema 3.",
  takes: "the downtime of the whole group",
  before: true,
  final: true,
  applies: ({ ha }) => ha.enabled === true,
};

/**
 * Sources: the vendor's changelogs of releases 5 and 6 for operators, and what its maintainers added to them
 * (AztecProtocol/aztec-packages, pull request 24219); the release notes of 6.0.0; its guide to high availability
 * (aztec-node at 7a1341ad, after 6.0.0-rc.1, whose own guide knows no schema 3); AZUP-3 for the rewards.
 */
const DEMANDS: readonly Row[] = [
  {
    since: "5.0.0",
    what: "Migrate the database that the nodes sign together by, once, with the new image: aztec migrate-ha-db up --database-url <url>. Nodes of 5 end without it, older ones after it.",
    takes: "seconds",
    before: true,
    final: true,
    applies: ({ ha }) => ha.enabled === true,
  },
  { since: "6.0.0", ...HA_6 },
  { since: "6.0.0", isStableOnly: true, ...HA_6 },
  {
    since: "6.0.0",
    isStableOnly: true,
    what: "Check that a server of ethereumDebugHosts, or without them of ethereumHosts, answers debug_traceTransaction or trace_transaction: 6.0.0 does not start without, unless ethereumAllowNoDebugHosts is true. aztec-validator doctor tells.",
    takes: "seconds",
    before: true,
    applies: (stack) => hasChain(stack) && stack.ethereumAllowNoDebugHosts !== true,
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
    applies: isShared,
  })),
  {
    since: "6.0.0",
    what: "6.0 is a new rollup from its genesis: nothing of the old chain is needed, and the node itself resets the stores of the old one. It is synchronised as soon as it has read the new rollup.",
    takes: "minutes",
    applies: (stack) => isShared(stack) && hasChain(stack),
  },
  {
    since: "6.0.0",
    what: "Stake that follows the latest rollup moves by itself; the first duties come two to three epochs later. Who stays on 5.x earns 35 AZTEC a checkpoint in place of 450, and that for about 30 days.",
    takes: "two to three epochs",
    applies: (stack) => isShared(stack) && isValidator(stack),
  },
];

/** Lists what a step demands. */
export function demands(from: string, to: string, stack: Stack): UpgradeDemand[] {
  const found = DEMANDS.filter((row) => isCrossed(row, from, to) && row.applies(stack)).map(
    ({ what, takes, before, final }) =>
      [what, { what, takes, ...(before ? { before } : {}), ...(final ? { final } : {}) }] as const,
  );
  // What two releases demand alike is done once.
  return [...new Map(found).values()];
}

/**
 * Releases from which on a node leaves data that older ones cannot take over, and why.
 *
 * Source: the schema versions of the node's stores. Most stores are emptied by a release with another version; the one
 * that remembers what was signed ends the node instead.
 */
const SCHEMAS: readonly (Bound & { readonly why: string })[] = [
  {
    since: "5.0.0",
    why: "from 5.0.0 on a validator remembers on its disk what it has signed, and older releases do not read that: they could sign for one slot twice; nor do they take the database of several nodes with one key as 5.0.0 has migrated it",
  },
  {
    since: "6.0.0",
    why: "6.0 is another rollup: its first start resets the stores of the old one",
  },
  {
    since: "6.0.0",
    isStableOnly: true,
    why: "6.0.0 resets the stores of the old rollup, and keeps its record of what was signed in a form that older releases and its own candidates do not read",
  },
];

/** Says why data of a release is not for an older one; undefined where it is. */
export function schemaBetween(older: string, newer: string): string | undefined {
  return SCHEMAS.filter((bound) => isCrossed(bound, older, newer)).at(-1)?.why;
}

function numbers(release: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = releaseNumber(release).split(".").map(Number);
  return [major, minor];
}
