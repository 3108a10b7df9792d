import type * as docker from "@pulumi/docker";
import { CONTAINER_USER } from "../node/container";
import { TMP_MB } from "../node/writable-places";

/** The most that a container's log takes on the disk: 5 files of 50 MB. */
const LOG_LIMITS = { "max-size": "50m", "max-file": "5" };

/**
 * What a container may not do, the same for all of them: write outside its volumes and /tmp, hold a capability, gain
 * one, be root, take more memory than is given, fill the disk with its log.
 *
 * @param memoryMb most memory in MiB; swap is not added to it
 */
export function hardening(memoryMb: number) {
  return {
    user: CONTAINER_USER,
    readOnly: true,
    tmpfs: { "/tmp": `rw,nosuid,nodev,size=${TMP_MB / 1024}g` },
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    memory: memoryMb,
    memorySwap: memoryMb,
    logDriver: "json-file",
    logOpts: LOG_LIMITS,
  } satisfies Partial<docker.ContainerArgs>;
}
