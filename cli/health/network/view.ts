import type { NetworkView } from "./judgement";
import type { Observation } from "../observe";
import { isStandby } from "../probe/protocol";

/** Returns the part of an observation that concerns the network. */
export function viewOf({
  stackInfo,
  network,
  answers,
}: Pick<Observation, "stackInfo" | "network" | "answers">): NetworkView {
  return { stackInfo, network, isStandby: answers?.node !== undefined && isStandby(answers.node) };
}
