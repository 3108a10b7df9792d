/** Checks whether beacon servers have the blobs of the chain's last checkpoint. Pure. */
import { blobFinding } from "../checks/blobs";
import type { Finding } from "../finding";
import { type Expected, withOthers } from "../checks/l1";
import { progress } from "./progress";
import type { ProbeResult } from "../probe/protocol";
import { chainState } from "./contracts";

/**
 * Judges whether each beacon server has the blobs that a node needs now. A node that stays up to date without
 * them gets them from a blob store; a node that falls behind is stuck without them.
 */
export function chainBlobFindings({ work, node }: ProbeResult, expected: Expected): Finding[] {
  // Every slot has one more checkpoint: a node without the newest one is still up to date.
  const isUpToDate = progress(work?.nodeCheckpoint, chainState(work))?.severity === "ok";
  const isReady = node?.ready?.value === true;
  return withOthers((work?.blobs ?? []).map((one) => blobFinding(one, expected, !(isReady && isUpToDate))));
}
