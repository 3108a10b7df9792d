/** Lists the work that a step between releases demands, and why data cannot go back over it. Pure. */
import { type Bound, isBehind, NO_ROLLING } from "../../settings/releases/upgrade";
import type { Settings } from "../../settings/schema";

/** Work, or a change, that a step between releases brings beside another image. */
export interface UpgradeDemand {
  /** One or more sentences. */
  readonly text: string;
  /** How long it takes, in words. */
  readonly duration?: string;
  /** Whether the operator has to do it before the first node of the new release starts. */
  readonly isPreparation?: true;
  /** Whether older releases no longer start once it is done. */
  readonly isIrreversible?: true;
}

/** The settings that decide which demands apply. */
type StackFacts = Pick<Settings, "role" | "network" | "ha" | "ethereumAllowNoDebugHosts">;

function isCrossed(bound: Bound, from: string, to: string): boolean {
  return isBehind(bound, to) && !isBehind(bound, from);
}

interface DemandRule extends UpgradeDemand, Bound {
  readonly applies: (stack: StackFacts) => boolean;
}

const isShared = ({ network }: StackFacts) => network !== "local";
const hasChain = ({ role }: StackFacts) => role !== "prover-broker" && role !== "prover-agent";
const isValidator = ({ role }: StackFacts) => role === "sequencer";

const HA_6: Omit<DemandRule, "since"> = {
  text: "Stop every member of the HA group first (aztec-validator stop): this step allows no rolling update, and a 5.x and a 6.x member must never share the signing database. Migrate the database once to schema 3, with the new image: aztec migrate-ha-db up --database-url <url>. Then set the new release of each member, and start it (aztec-validator start). A 5.x member deletes the new rollup's signing records, and releases before 6.0.0 do not start on schema 3.",
  duration: "the downtime of the whole group",
  isPreparation: true,
  isIrreversible: true,
  applies: ({ ha }) => ha.enabled === true,
};

/**
 * Sources: the vendor's changelogs of releases 5 and 6 for operators, and what its maintainers added to them
 * (AztecProtocol/aztec-packages, pull request 24219); the release notes of 6.0.0; its guide to high availability
 * (aztec-node at 7a1341ad, after 6.0.0-rc.1, whose guide does not mention schema 3); AZUP-3 for the rewards.
 */
const DEMANDS: readonly DemandRule[] = [
  {
    since: "5.0.0",
    text: "Migrate the shared HA signing database once, with the new image: aztec migrate-ha-db up --database-url <url>. 5.x nodes exit until you do; 4.x nodes exit afterwards.",
    duration: "seconds",
    isPreparation: true,
    isIrreversible: true,
    applies: ({ ha }) => ha.enabled === true,
  },
  ...NO_ROLLING.map((bound) => ({ ...bound, ...HA_6 })),
  {
    since: "6.0.0",
    isStableOnly: true,
    text: "Run aztec-validator doctor: a server in ethereumDebugHosts (without them, in ethereumHosts) must answer debug_traceTransaction or trace_transaction. 6.0.0 does not start without one, unless ethereumAllowNoDebugHosts is true.",
    duration: "seconds",
    isPreparation: true,
    applies: (stack) => hasChain(stack) && stack.ethereumAllowNoDebugHosts !== true,
  },
  {
    since: "5.0.0",
    text: "Update your monitoring: JSON-RPC methods are now aztec_* instead of node_* and p2p_*. (The removed flags --archiver and --pxe are handled for you.)",
    applies: () => true,
  },
  ...["5.0.0", "6.0.0"].map((since) => ({
    since,
    text: "Update when the network moves: a node that is ahead of the network's contracts stands by, does not become ready, and is rolled back.",
    applies: isShared,
  })),
  {
    since: "6.0.0",
    text: "6.0 is a new rollup with its own genesis: the node resets the stores of the old rollup and needs nothing from it. It is synchronised as soon as it has read the new rollup.",
    duration: "minutes",
    applies: (stack) => isShared(stack) && hasChain(stack),
  },
  {
    since: "6.0.0",
    text: "Stake that follows the latest rollup moves automatically; the first duties come two to three epochs later. On 5.x a validator earns 35 AZTEC a checkpoint instead of 450, and only for about 30 days.",
    duration: "two to three epochs",
    applies: (stack) => isShared(stack) && isValidator(stack),
  },
];

/** Lists the demands of a step; one that two releases share is listed once. */
export function demands(from: string, to: string, stack: StackFacts): UpgradeDemand[] {
  const rules = DEMANDS.filter((rule) => isCrossed(rule, from, to) && rule.applies(stack));
  return [...new Map(rules.map((rule) => [rule.text, rule])).values()];
}

/**
 * Releases from which on a node leaves data that older ones cannot take over, and why.
 *
 * Source: the schema versions of the node's stores. A release resets most stores of another version; with another version
 * of the signing record it does not start.
 */
const SCHEMAS: readonly (Bound & { readonly why: string })[] = [
  {
    since: "5.0.0",
    why: "from 5.0.0 on a validator records on disk what it has signed. Older releases do not read that record and could sign twice for one slot; nor do they start on an HA database that 5.0.0 has migrated",
  },
  {
    since: "6.0.0",
    why: "6.0 is another rollup: its first start resets the stores of the old one",
  },
  {
    since: "6.0.0",
    isStableOnly: true,
    why: "6.0.0 resets the stores of the old rollup, and writes its signing record in a format that older releases and its own release candidates do not read",
  },
];

/** Returns why an older release cannot take over the data of a newer one; undefined if it can. */
export function schemaBetween(older: string, newer: string): string | undefined {
  return SCHEMAS.filter((bound) => isCrossed(bound, older, newer)).at(-1)?.why;
}
