/** Which ports of the container a compose file published. */
import type { ComposeService } from "./compose-file";

export interface Published {
  /** As it is written, for who has to be told of it. */
  readonly text: string;
  /** In the container. */
  readonly container: number;
  /** On the host; undefined where Docker chose one at each start. */
  readonly host?: number;
  readonly protocol: "tcp" | "udp";
  /** The host's address; undefined, all of them. */
  readonly ip?: string;
}

/** More ports than these are no node's. */
const LONGEST_RANGE = 100;

/** @returns none for what is no port: a variable without a value */
export function readPort(port: ComposeService["ports"][number], scope: (text: string) => string): Published[] {
  if (typeof port !== "string") {
    const { target, published = "", protocol = "tcp", host_ip: ip = "" } = port;
    return readPort(`${ip && `${ip}:`}${published && `${published}:`}${target}/${protocol}`, scope);
  }
  const text = scope(port).trim();
  const [, before = "", first, last, firstInside, after = ""] =
    /^(.*:)?(\d+)-(\d+):(\d+)-\d+(\/\w+)?$/.exec(text) ?? [];
  if (first && last) {
    const length = Math.min(Number(last) - Number(first) + 1, LONGEST_RANGE);
    const each = Array.from({ length }, (_, i) => `${before}${Number(first) + i}:${Number(firstInside) + i}${after}`);
    return each.flatMap((one) => readPort(one, (same) => same));
  }
  return single(text);
}

function single(text: string): Published[] {
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
