/** States in a node's log that waiting does not end. Pure. */
import { setCommand, stackOption } from "../settings/commands";
import { printedLine } from "./log-line";

export interface LogState {
  readonly name:
    | "standby"
    | "other genesis"
    | "no blobs"
    | "no history"
    | "no blob source"
    | "wrong chain"
    | "no reference strings"
    | "no committee";
  /** The problem and why it matters. */
  readonly message: string;
  /** Returns the remedy: a command or a sentence. */
  readonly remedy: (stack: string | undefined) => string;
  /** Seconds before the wait ends: 0 for a permanent state, Infinity for a state that is only reported. */
  readonly patience: number;
}

interface LogPattern extends LogState {
  readonly pattern: RegExp;
}

const OTHER_ROLLUP = "its release does not serve the rollup that the network runs, so it performs no duty";
const otherRelease = (stack: string | undefined) =>
  `use another release; aztec-validator doctor${stackOption(stack)} prints the one that the network runs`;

/**
 * Source of the texts: release 4.1.2, `standby.js` and `start_node.js` of its command line, `server.js` of
 * @aztec/aztec-node, `http_blob_client.js` of @aztec/blob-client; and nodes that were started without a CRS host, and with
 * an L1 that had forgotten its first blocks.
 */
const PATTERNS: readonly LogPattern[] = [
  {
    name: "standby",
    pattern: /Entering standby mode|Still waiting\. Rollup at/,
    message: `the node is in standby: ${OTHER_ROLLUP}`,
    remedy: otherRelease,
    patience: 0,
  },
  {
    name: "other genesis",
    pattern: /computed genesis archive tree root \S+ does not match/,
    message: `the node exits at startup: ${OTHER_ROLLUP}`,
    remedy: otherRelease,
    patience: 0,
  },
  {
    name: "wrong chain",
    pattern: /RPC URL configured for chain id \d+ but expected id \d+/,
    message: "the Ethereum server is on another chain than the network, so the node exits at startup",
    remedy: (stack) => `use a server of the right chain: ${setCommand("ethereumHosts", undefined, stack)}`,
    patience: 0,
  },
  {
    name: "no blob source",
    pattern: /No blob sources are reachable/,
    message: "no source of blobs can be reached, so the node cannot read the chain",
    remedy: (stack) => `use a beacon server that answers: ${setCommand("l1ConsensusHosts", undefined, stack)}`,
    patience: 30,
  },
  {
    name: "no blobs",
    pattern: /Failed to fetch all blobs for \S+ from all blob sources/,
    message: "no beacon server has the blobs that the node needs, so it cannot read the chain further",
    remedy: (stack) => `use a supernode or semi-supernode: ${setCommand("l1ConsensusHosts", undefined, stack)}`,
    patience: 30,
  },
  {
    name: "no history",
    pattern:
      /archiver\S* .*(TransactionNotFoundError|Cannot insert new (checkpoint|block) \d+ given previous (checkpoint|block) number)/,
    message:
      "the Ethereum server lacks old transactions or events of the rollup, so the node cannot read the chain from its beginning",
    remedy: (stack) =>
      `use a server that keeps all transactions and events (geth: --history.transactions=0): ${setCommand("ethereumHosts", undefined, stack)}`,
    patience: 60,
  },
  {
    name: "no reference strings",
    pattern:
      /(fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT).*crs\.aztec-(cdn|labs)|crs\.aztec-(cdn|labs).*(fetch failed|EAI_AGAIN)/,
    message:
      "the reference strings (CRS) that proofs are verified with cannot be downloaded, so the node does not start",
    remedy: () => "let the host reach crs.aztec-cdn.foundation and crs.aztec-labs.com by HTTPS (port 443)",
    patience: 60,
  },
  {
    name: "no committee",
    pattern: /committee does not exist on L1/,
    message:
      "the rollup has no committee yet, so no validator can propose; this lasts two to three epochs after a network has moved",
    remedy: (stack) =>
      `nothing to do: the first duties follow. If it lasts, aztec-validator status${stackOption(stack)} shows whether the attester's stake has moved`,
    patience: Infinity,
  },
];

/** Finds the state that a log line shows. @param line unredacted: the messages contain hashes */
export function stateOfLine(line: string): LogState | undefined {
  const printed = printedLine(line);
  return PATTERNS.find(({ pattern }) => pattern.test(printed));
}

/** Returns the message and the remedy of a state. @param stack for its commands */
export function describeState({ message, remedy }: LogState, stack: string): string {
  return `${message}\n  → ${remedy(stack)}`;
}
