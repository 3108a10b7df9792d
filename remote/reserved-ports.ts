/**
 * Ports that Linux does not give to outgoing connections. By default it takes those from 32768 on, so also a node's
 * 40400. As long as a connection has the port, and for a minute after it, the node's container cannot start.
 */

/** Files of the kernel, for every address family. */
const RANGE_FILE = "/proc/sys/net/ipv4/ip_local_port_range";
const RESERVED_FILE = "/proc/sys/net/ipv4/ip_local_reserved_ports";
const SETTING = "net.ipv4.ip_local_reserved_ports";

/** File that reserves the ports at each boot. The last file wins, so it comes after all others and has their ports too. */
const BOOT_FILE = "/etc/sysctl.d/zz-aztec-validator.conf";

/** The kernel's lists of ports, as text: `32768 60999`, and `8000-8010,40400`. */
export interface OutgoingPorts {
  readonly range: string;
  readonly reserved: string;
}

/** Prints both, one `name=value` a line. */
export const LOOK_AT_OUTGOING = String.raw`
printf 'range=%s\n' "$(cat ${RANGE_FILE} 2>/dev/null | tr '\t' ' ')"
printf 'reserved=%s\n' "$(cat ${RESERVED_FILE} 2>/dev/null)"
`;

/** Parses the output of {@link LOOK_AT_OUTGOING}: empty where it is not known. */
export function readOutgoing(text: string): OutgoingPorts {
  const valueOf = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
  return { range: valueOf("range"), reserved: valueOf("reserved") };
}

/** Returns the ports that an outgoing connection can get. */
export function takeablePorts(ports: readonly number[], { range, reserved }: OutgoingPorts): number[] {
  const [from = NaN, to = NaN] = range.split(/\s+/).map(Number);
  return [...new Set(ports)].filter((port) => port >= from && port <= to && !isReserved(port, reserved));
}

function isReserved(port: number, reserved: string): boolean {
  return reserved.split(",").some((text) => {
    const [from = NaN, to = from] = text.trim() === "" ? [] : text.split("-").map(Number);
    return port >= from && port <= to;
  });
}

/** Returns the command that reserves ports on a host, beside those that are reserved already. */
export function reserveCommand(ports: readonly number[], { reserved }: Pick<OutgoingPorts, "reserved">): string {
  const line = bootLine([...(reserved.trim() === "" ? [] : [reserved.trim()]), ...ports]);
  return `echo '${line}' | sudo tee ${BOOT_FILE} && sudo sysctl -p ${BOOT_FILE}`;
}

/** Returns the command that reserves those of some ports that an outgoing connection can get; undefined if there are none. */
export function reservation(ports: readonly number[], outgoing: OutgoingPorts): string | undefined {
  const open = takeablePorts(ports, outgoing);
  return open.length === 0 ? undefined : reserveCommand(open, outgoing);
}

function bootLine(ports: readonly (string | number)[]): string {
  return `${SETTING} = ${ports.join(",")}`;
}

/** Returns the file that reserves ports on a host where nothing else does: its path and lines. */
export function reservedPortsFile(ports: readonly number[]): readonly [path: string, ...lines: string[]] {
  return [BOOT_FILE, COMMENT, bootLine([...new Set(ports)])];
}

const COMMENT =
  "# Ports that no outgoing connection gets. This file is read last and replaces other lists: add ports here.";

/**
 * Returns a script that reserves ports, now and at each boot, beside those that are reserved. It prints what it changed,
 * or why it could not: a node can run without.
 */
export function reservePorts(ports: readonly number[]): string {
  const all = [...new Set(ports)];
  return String.raw`
sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else command sudo -n "$@"; fi; }
before=$(cat ${RESERVED_FILE} 2>/dev/null) || exit 0
missing=$(awk -v ports='${all.join(" ")}' -v reserved="$before" 'BEGIN {
  count = split(ports, port, " "); lists = split(reserved, list, ",")
  for (i = 1; i <= count; i++) {
    found = 0
    for (j = 1; j <= lists; j++) { parts = split(list[j], end, "-"); if (port[i] + 0 >= end[1] + 0 && port[i] + 0 <= end[parts] + 0) found = 1 }
    if (!found) printf "%s%s", (some++ ? "," : ""), port[i]
  }
}')
[ -n "$missing" ] || exit 0
after=$(echo "$before,$missing" | sed 's/^,//')
if printf '%s\n' '${COMMENT}' "${SETTING} = $after" | sudo tee ${BOOT_FILE} >/dev/null 2>&1 && echo "$after" | sudo tee ${RESERVED_FILE} >/dev/null 2>&1
then echo "reserved, so that no outgoing connection gets it: $missing"
else echo "cannot be reserved, so an outgoing connection can get it: $missing. See: aztec-validator doctor"
fi
`;
}
