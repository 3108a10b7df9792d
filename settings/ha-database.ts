/**
 * The database of a high-availability group, where its name may lead each machine to another server: `postgres`,
 * `host.docker.internal`. Two nodes with two databases do not know what the other has signed.
 */
import { urlFingerprint } from "../keys/keys";
import { hostEntryOf } from "./schema/host-entry";
import type { Settings } from "./schema";

/** The address of the host in the default network of each Docker. */
const DOCKER_GATEWAY = "172.17.0.1";

/**
 * Returns whether the name of the database has a meaning on one machine only, as far as the settings show. A private network
 * of several machines is common, so an address in one does not count.
 */
export function isNamedLocally({ haDatabaseUrl, extraHosts = [] }: Pick<Settings, "haDatabaseUrl" | "extraHosts">) {
  if (!haDatabaseUrl) return false;
  const { dockerNames, shortNames, addresses, host } = haDatabaseUrl;
  const own = extraHosts.map((entry) => urlFingerprint(hostEntryOf(entry).name.toLowerCase()));
  return dockerNames.length + shortNames.length > 0 || addresses.includes(DOCKER_GATEWAY) || own.includes(host);
}

/** Returns the database that surely is one for every node whose settings have it; undefined without such a group. */
export function sharedDatabase(settings: Pick<Settings, "ha" | "haDatabaseUrl" | "extraHosts">): string | undefined {
  return settings.ha.enabled && !isNamedLocally(settings) ? settings.haDatabaseUrl?.database : undefined;
}
