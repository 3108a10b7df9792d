/** What the beacon servers have of the chain's last checkpoint, judged by how far the node is. Pure. */
import { blobFinding } from "./blobs";
import type { Finding } from "./finding";
import { type Expected, withOthers } from "./l1";
import { progress } from "./progress";
import type { Answers } from "./questions";
import { chainState } from "./work";

/**
 * Judges whether each beacon server has the blobs that a node needs now. A node that goes on with the chain without them
 * gets them elsewhere, from a blob store; one that does not is stuck for want of them.
 */
export function chainBlobFindings({ work, node }: Answers, expected: Expected): Finding[] {
  // One checkpoint more is there every slot: a node that does not have it yet is level.
  const isLevel = progress(work?.own, chainState(work))?.severity === "ok";
  const isReady = node?.ready?.value === true;
  return withOthers((work?.blobs ?? []).map((one) => blobFinding(one, expected, !(isReady && isLevel))));
}
