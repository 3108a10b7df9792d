import type { Settings } from "../../settings/schema";
import { blobEndpoints } from "./checks/blobs";
import { downloadsOf } from "./probe/downloads";

/** Returns the part of the probe's request that only `doctor` makes. */
export function thoroughRequest(settings: Settings | undefined) {
  return { thorough: true, blobEndpoints: blobEndpoints(settings), downloads: settings && downloadsOf(settings) };
}
