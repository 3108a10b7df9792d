/** Uses of the stack's keys by somebody else: another node that this program does not know of. Pure. */
import { z } from "zod";
import type { Finding } from "../finding";
import { formatCount, formatDuration } from "../../../terminal/format";

export const keyUseSchema = z.object({
  address: z.string().describe("Address of a publisher, or of an attester that signed twice"),
  transactions: z.int().positive().nullable().describe("Transactions that the node did not send; null for an attester"),
  slot: z.int().nonnegative().nullable().describe("The slot for which the attester signed twice; null for a publisher"),
  since: z.iso.datetime().describe("Time of the node's first transaction in the log, or of the second signature"),
});
export type KeyUse = z.output<typeof keyUseSchema>;

/** A transaction that the node sent. */
interface Sent {
  readonly nonce: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Its place in the log. */
  readonly line: number;
}

/** Source: @aztec/ethereum 4.1.2, `l1_tx_utils.js`, of level `info`; earlier releases log no nonce. */
const SENT = /^(\S+) .*Sent L1 transaction .*"nonce":(\d+),"account":"(0x[0-9a-fA-F]{40})"/;
/**
 * A transaction whose Ethereum server did not answer, as far as viem's words tell: it may have passed it on, and the node
 * logs no nonce. Source: the same file, of level `error`, with the words of viem 2.38.
 */
const UNANSWERED = /Failed to send L1 transaction: (HTTP request failed|The request took too long)/;
/** Source: @aztec/validator-client 4.1.2, `validator.js`, of level `warn`. */
const TWICE = /^(\S+) .*Triggering slash event for duplicate .* from (0x[0-9a-fA-F]{40}) at slot (\d+)/;

/** Keys of a stack, and what L1 says about them. */
export interface Keys {
  readonly attesters: readonly string[];
  /** Numbers of transactions of each publisher that are on L1. A publisher without an answer is missing. */
  readonly mined: ReadonlyMap<string, number>;
}

/**
 * Finds uses that are not the node's own: nonces that L1 has and the node did not send, and slots that were signed twice.
 *
 * @param lines of the node's log, each beginning with a time; it was read after `mined`
 */
export function keyUsesIn(lines: readonly string[], { attesters, mined }: Keys): KeyUse[] {
  const unanswered = new Set(lines.flatMap((line, index) => (UNANSWERED.test(line) ? [index] : [])));
  const transactions = [...mined].flatMap(([address, count]) =>
    foreign(address, sentBy(lines, address), unanswered, count),
  );
  const own = new Set(attesters.map((address) => address.toLowerCase()));
  const signatures = lines.flatMap((line): KeyUse[] => {
    const [, time = "", address = "", slot] = TWICE.exec(line) ?? [];
    if (!own.has(address.toLowerCase()) || Number.isNaN(Date.parse(time))) return [];
    return [{ address, transactions: null, slot: Number(slot), since: new Date(time).toISOString() }];
  });
  return [...transactions, ...signatures];
}

function sentBy(lines: readonly string[], address: string): Sent[] {
  return lines.flatMap((text, line) => {
    const [, time = "", nonce, account = ""] = SENT.exec(text) ?? [];
    if (account.toLowerCase() !== address.toLowerCase() || Number.isNaN(Date.parse(time))) return [];
    return [{ nonce: Number(nonce), time: Date.parse(time), line }];
  });
}

/**
 * Counts nonces from the node's first one on: earlier ones are of a node before it, or no longer in the log. A transaction
 * without an answer accounts for one nonce between those that the log has before and after it. Further ones there account
 * for none: a server that is away gets many requests, and passes none on.
 *
 * @param unanswered places in the log; those that account for a nonce are removed
 */
function foreign(address: string, sent: readonly Sent[], unanswered: Set<number>, mined: number): KeyUse[] {
  const known = [...new Set(sent.map(({ nonce }) => nonce))].filter((nonce) => nonce < mined).sort((a, b) => a - b);
  const gaps = known.map((nonce, index) => {
    const next = known[index + 1] ?? mined;
    const begin = sent.filter((one) => one.nonce === nonce).at(-1)?.line ?? 0;
    const end = sent.find((one) => one.nonce === next && one.line > begin)?.line ?? Infinity;
    const missing = next - nonce - 1;
    const possible = missing > 0 ? [...unanswered].find((line) => line > begin && line < end) : undefined;
    if (possible === undefined) return missing;
    unanswered.delete(possible);
    return missing - 1;
  });
  const transactions = gaps.reduce((total, gap) => total + gap, 0);
  if (transactions === 0) return [];
  const since = new Date(Math.min(...sent.map(({ time }) => time))).toISOString();
  return [{ address, transactions, slot: null, since }];
}

/** A node that is killed while it sends a transaction does not log it. */
const LEAST = 2;
const REMEDY =
  "if it was not you: stop the other node, since two nodes with one attester key are slashed " +
  "(docs/incidents.md, Two nodes have one key)";

/** Judges the uses. @param now milliseconds since 1970 */
export function keyUseFindings(uses: readonly KeyUse[], now: number): Finding[] {
  return uses.map(({ address, transactions, slot, since }): Finding => {
    const check = "key use";
    const ago = formatDuration((now - Date.parse(since)) / 1000);
    if (transactions === null) {
      const message = `${address} signed two proposals or attestations for slot ${slot ?? "?"}, ${ago} ago: another node has its key`;
      return { check, severity: "failure", message, remedy: REMEDY };
    }
    const count = formatCount(transactions, "transaction");
    const message = `${count} of publisher ${address} in the last ${ago} did not come from this node: somebody else has its key`;
    return { check, severity: transactions < LEAST ? "warning" : "failure", message, remedy: REMEDY };
  });
}
