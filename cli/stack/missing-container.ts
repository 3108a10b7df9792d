/** A container that the state has and its host has not: somebody removed it outside Pulumi, or the host is another one. Pure. */
import type { Settings } from "../../settings/schema";

/**
 * Returns whether the host is certainly that of the state. A state does not always say which machine it is: host.address may
 * have named another server before.
 *
 * @param machine of the state
 */
export function isHostCertain(settings: Settings | undefined, machine: string | undefined): boolean {
  return settings?.host.kind === "aws" || settings?.network === "local" || machine !== undefined;
}

/** Returns what makes the container again. */
export function refreshRemedy(upCommand: string, isCertain: boolean): string {
  const refresh = upCommand.replace("pulumi up", "pulumi up --refresh");
  return isCertain ? refresh : `make sure that no other machine runs it, then: ${refresh}`;
}
