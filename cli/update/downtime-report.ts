/** What a change cost, for its last line. Pure. */
import type { Downtime } from "./downtime";
import { type Chain, slotsBegun } from "./slots";

/** @param gap undefined where the node was not seen to end, or to become ready again */
export function downtimeText(gap: Downtime | undefined, chain: Chain | undefined): string {
  if (!gap) return "It was not seen how long the node was not ready.";
  const { from, to } = gap;
  const seconds = ((to - from) / 1000).toFixed(1);
  return `${seconds} s without a ready node, from ${clock(from)} to ${clock(to)} UTC; ${missed(from, to, chain)}`;
}

function missed(from: number, to: number, chain: Chain | undefined): string {
  if (!chain) return "the chain's blocks do not tell how long its slots are.";
  const slots = slotsBegun(chain, from, to);
  const length = `of ${Math.round(chain.slotSeconds)} s`;
  if (slots === 0) return `no slot ${length} began in them.`;
  return `${slots === 1 ? "1 slot" : `${slots} slots`} ${length} began in them: a duty in ${slots === 1 ? "it" : "one"} was missed.`;
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
