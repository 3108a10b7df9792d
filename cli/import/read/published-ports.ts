/** Parses the ports that a compose file publishes. */
import type { ComposeService } from "./compose/project";
import { ImportError } from "./import-error";

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

/** Ports of a range that are looked at: no node publishes more. */
const MAX_RANGE = 1000;

/**
 * @returns the ports of one entry; the ports of a range one by one
 * @throws {ImportError} for a form that Compose refuses
 */
export function readPort(port: ComposeService["ports"][number]): PublishedPort[] {
  if (typeof port !== "string") {
    const { target, published, host_ip: ip } = port;
    const protocol = port.protocol ? `/${port.protocol}` : "";
    const address = ip ? `${ip.includes(":") && !ip.startsWith("[") ? `[${ip}]` : ip}:` : "";
    return readPort(`${address}${published ? `${published}:` : ""}${target}${protocol}`);
  }
  const [, ip, host, container, protocol] = PORT.exec(port.trim()) ?? [];
  if (!container) throw new ImportError(`ports: ${port} has a form that Docker Compose does not accept`);
  const inside = range(container);
  const outside = host ? range(host) : [];
  // Docker chooses from a range on the host that is longer than the one in the container.
  const isFixed = outside.length === inside.length;
  return inside.map((one, i) => {
    const published = isFixed ? outside[i] : undefined;
    const numbers = `${published === undefined ? "" : `${published}:`}${one}`;
    return {
      text: inside.length === 1 ? port.trim() : `${ip ? `${ip}:` : ""}${numbers}${protocol ? `/${protocol}` : ""}`,
      container: one,
      ...(published === undefined ? {} : { host: published }),
      protocol: protocol?.toLowerCase() === "udp" ? ("udp" as const) : ("tcp" as const),
      ...(ip && ip !== "0.0.0.0" ? { ip } : {}),
    };
  });
}

/** `[ip:][host:]container[/protocol]`, where host and container may be ranges. */
const PORT =
  /^(?:(\[[\da-f:.]+\]|\d+(?:\.\d+){3}):)?(?:(\d+(?:-\d+)?)?:)?(\d{1,5}(?:-\d{1,5})?)(?:\/(tcp|udp|sctp))?$/i;

function range(text: string): number[] {
  const [first = 0, last = first] = text.split("-").map(Number);
  return Array.from({ length: Math.min(Math.max(last - first + 1, 1), MAX_RANGE) }, (_, i) => first + i);
}
