/** The services that a node connects to: Ethereum, remote signers, collectors, a broker. */
import { parseJson } from "../../../keys/json";
import type { FlatConfig } from "../../../settings/flat-config";
import { hostEntryOf } from "../../../settings/schema/host-entry";
import { isHere } from "../../../settings/server-url";

export interface Service {
  /** The setting that has the URL. */
  readonly path: string;
  /** Protocol, host and port: the rest may contain a key. */
  readonly url: string;
  readonly host: string;
}

/** Returns the services of a stack's settings, also those in its keystore. */
export function servicesIn(values: FlatConfig): Service[] {
  return Object.entries(values).flatMap(([path, value]) =>
    (path === "keystore" ? urlsIn(parseJson(value)) : value.split(",")).flatMap((text) => {
      const { protocol, hostname = "", host = "" } = URL.parse(text) ?? {};
      return protocol === undefined || hostname === "" ? [] : [{ path, url: `${protocol}//${host}`, host: hostname }];
    }),
  );
}

function urlsIn(document: unknown): string[] {
  if (typeof document === "string") return /^https?:/.test(document) ? [document] : [];
  return typeof document === "object" && document !== null ? Object.values(document).flatMap(urlsIn) : [];
}

/**
 * Returns the services on this machine's loopback, and those by a name that the new container does not know.
 *
 * @param linkNames names that only a link of the old container had
 */
export function servicesOutOfReach(values: FlatConfig, linkNames: readonly string[] = []): Service[] {
  const known = (values.extraHosts ?? "").split(",").map((entry) => hostEntryOf(entry).name);
  const isUnknown = (host: string) =>
    host.endsWith(".docker.internal") ||
    linkNames.includes(host) ||
    (isContainerName(host) && values.dockerNetworks === undefined && values.network !== "local");
  const isOut = ({ host }: Service) => isHere(host) || (isUnknown(host) && !known.includes(host));
  const all = servicesIn(values).filter(isOut);
  return all.filter((one, i) => all.findIndex(({ path, url }) => path === one.path && url === one.url) === i);
}

/** Whether a host's name can be that of a container or service: Docker's DNS has names without a dot. */
export function isContainerName(host: string): boolean {
  return /^[A-Za-z][\w-]*$/.test(host) && host !== "localhost";
}
