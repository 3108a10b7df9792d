/** What the beacon servers have of the chain's last checkpoint, judged by how far the node is. Pure. */
import { blobFinding } from "../checks/blobs";
import type { Finding } from "../finding";
import { type Expected, withOthers } from "../checks/l1";
import { progress } from "./progress";
import type { ProbeResult } from "../probe/protocol";
import { chainState } from "./contracts";

/**
 * Judges whether each beacon server has the blobs that a node needs now. A node that goes on with the chain without them
 * gets them elsewhere, from a blob store; one that does not is stuck for want of them.
 */
export function chainBlobFindings({ work, node }: ProbeResult, expected: Expected): Finding[] {
  // One checkpoint more is there every slot: a node that does not have it yet is level.
  const isLevel = progress(work?.nodeCheckpoint, chainState(work))?.severity === "ok";
  const isReady = node?.ready?.value === true;
  return withOthers((work?.blobs ?? []).map((one) => blobFinding(one, expected, !(isReady && isLevel))));
}
