import type { NetworkView } from "./network-judgement";
import type { Seen } from "./gather";
import { isStandby } from "./questions";

/** Picks what is judged of the network from all that `status` or `doctor` saw. */
export function viewOf({ known, network, answers }: Pick<Seen, "known" | "network" | "answers">): NetworkView {
  return { known, network, isStandby: answers?.node !== undefined && isStandby(answers.node) };
}
