/** Parses the ports that a compose file publishes. */
import type { ComposeService } from "./compose-file";

export interface PublishedPort {
  /** As written in the file, for the report. */
  readonly text: string;
  /** The port in the container. */
  readonly container: number;
  /** The port on the host; undefined if Docker chooses one at each start. */
  readonly host?: number;
  readonly protocol: "tcp" | "udp";
  /** The host address it is bound to; undefined for all. */
  readonly ip?: string;
}

/** No node publishes a longer range than this. */
const MAX_RANGE = 100;

/** @returns an empty list for a text that is not a port, such as a variable without a value */
export function readPort(
  port: ComposeService["ports"][number],
  interpolated: (text: string) => string,
): PublishedPort[] {
  if (typeof port !== "string") {
    const { target, published = "", protocol = "tcp", host_ip: ip = "" } = port;
    return readPort(`${ip && `${ip}:`}${published && `${published}:`}${target}/${protocol}`, interpolated);
  }
  const text = interpolated(port).trim();
  const [, before = "", first, last, firstInside, after = ""] =
    /^(.*:)?(\d+)-(\d+):(\d+)-\d+(\/\w+)?$/.exec(text) ?? [];
  if (!first || !last) return parsePort(text);
  const length = Math.min(Number(last) - Number(first) + 1, MAX_RANGE);
  return Array.from({ length }, (_, i) => `${before}${Number(first) + i}:${Number(firstInside) + i}${after}`).flatMap(
    parsePort,
  );
}

function parsePort(text: string): PublishedPort[] {
  const [, ip, host, container, protocol] =
    /^(?:(\[[\da-f:]+\]|\d+(?:\.\d+){3}):)?(?:(\d*):)?(\d+)(?:\/(tcp|udp))?$/i.exec(text) ?? [];
  if (!container) return [];
  return [
    {
      text,
      container: Number(container),
      ...(host ? { host: Number(host) } : {}),
      protocol: protocol === "udp" ? "udp" : "tcp",
      ...(ip && ip !== "0.0.0.0" ? { ip } : {}),
    },
  ];
}
