/** What a change cost, for its last line. Pure. */
import type { Gap } from "./gap";
import { type Chain, slotsBegun } from "./slots";

/** @param gaps one after the other: there, and back */
export function gapText(gaps: readonly Gap[], chain: Chain | undefined): string {
  const [first] = gaps;
  const last = gaps.at(-1);
  if (!first || !last) return "The node was ready all the time.";
  const seconds = (last.to - first.from) / 1000;
  return `${seconds.toFixed(1)} s without a ready node, from ${clock(first.from)} to ${clock(last.to)} UTC; ${missed(first.from, last.to, chain)}`;
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
