import type * as docker from "@pulumi/docker";
import { CONTAINER_USER } from "../node/container";
import { TMP_MB } from "../node/writable-places";

/** Limits of a container's log on the disk: 5 files of 50 MB. */
const LOG_LIMITS = { "max-size": "50m", "max-file": "5" };

/**
 * Returns the restrictions of every container: no writes outside its volumes and /tmp, no capabilities and no way to gain
 * one, no root, and limits for memory and log size.
 *
 * @param memoryMb memory limit in MiB, without extra swap
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
