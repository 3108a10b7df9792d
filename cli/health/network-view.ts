import type { NetworkView } from "./network-judgement";
import type { Seen } from "./gather";

/** Picks what is judged of the network from all that `status` or `doctor` saw. */
export function viewOf({ known, network, answers }: Pick<Seen, "known" | "network" | "answers">): NetworkView {
  return { known, network, isStandby: answers?.node?.ready?.error?.includes("404") ?? false };
}
