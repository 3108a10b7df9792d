/** Checks whether beacon servers have the blobs of an L1 block. Pure. */
import { z } from "zod";
import { type StackWithSettings, setCommandFor } from "../../../settings/acceptance";
import { chooseRelease } from "../../../settings/releases/choose-release";
import type { Settings } from "../../../settings/schema";
import type { Finding } from "../finding";
import type { Expected } from "./l1";

/** Endpoints of the beacon API, under `/eth/v1/beacon/`. */
const OLD = "blob_sidecars";
const NEW = "blobs";

export const blobsSchema = z.object({
  /** Host and port. */
  server: z.string(),
  error: z.string().optional(),
  /** Number of the L1 block; undefined if no block with blobs was found. */
  block: z.number().optional(),
  /** Slot of the beacon chain that was requested. */
  slot: z.number().optional(),
  /** The endpoint that returned most blobs. */
  endpoint: z.string().optional(),
  /** Number of requested blobs; undefined if no block with blobs was found. */
  requested: z.number().optional(),
  received: z.number().optional(),
});
export type Blobs = z.output<typeof blobsSchema>;

/**
 * Returns the endpoints that a node of a stack's release fetches blobs from.
 *
 * Source: @aztec/blob-client 4.1.2 uses `blob_sidecars`; aztec-packages pull request 20845 (merged later) uses
 * `blobs`, as does the development branch of release 6. For the releases between, both are tried.
 */
export function blobEndpoints(settings: Settings | undefined): readonly string[] {
  if (!settings) return [NEW, OLD];
  const { release } = chooseRelease(settings);
  if (release.isFrom("5.0.0")) return [NEW];
  return release.isFrom("4.2.0") ? [NEW, OLD] : [OLD];
}

/**
 * Judges one beacon server's blobs.
 *
 * @param isOnly whether the node has no other source of blobs
 */
export function blobFinding(
  one: Blobs,
  stack: StackWithSettings & Pick<Expected, "localRemedy">,
  isOnly: boolean,
): Finding {
  const { server, error, requested, received = 0, endpoint = OLD } = one;
  const check = "blobs";
  if (requested === undefined) {
    if (error) return { check, severity: "unknown", message: `${server} ${error}` };
    return { check, severity: "ok", message: `${server}: none of its last blocks has blobs` };
  }
  const isOne = requested === 1;
  if (error === undefined && received === requested)
    return {
      check,
      severity: "ok",
      message: `${server} has ${isOne ? "the blob" : `all ${requested} blobs`} of a block`,
    };
  const missing = isOne ? "does not have the blob" : `has ${received} of the ${requested} blobs`;
  const message = `${server} ${missing} of a block (endpoint ${endpoint})${error ? `: ${error}` : ""}`;
  const command = setCommandFor("l1ConsensusHosts", stack);
  const remedy = stack.localRemedy ?? (command && `use a supernode or semi-supernode: ${command}`);
  return { check, severity: isOnly ? "failure" : "warning", message, remedy };
}
