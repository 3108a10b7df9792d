import type { NetworkView } from "./judgement";
import type { Observation } from "../observe";
import { isStandby } from "../probe/protocol";

/** Picks what is judged of the network from all that `status` or `doctor` saw. */
export function viewOf({
  stackInfo,
  network,
  answers,
}: Pick<Observation, "stackInfo" | "network" | "answers">): NetworkView {
  return { stackInfo, network, isStandby: answers?.node !== undefined && isStandby(answers.node) };
}
