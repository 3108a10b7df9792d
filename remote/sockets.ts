/** Ports that sockets of a host have: Docker cannot publish a port that is in use. */
import { LOOPBACK, type PublishedPort, RPC_PORT } from "../settings/ports";

/** Prints the protocol, address and port of each socket that listens, in hexadecimal as the kernel has them. */
export const LISTENING = sockets(String.raw`($4 == "0A" && one == "tcp") || ($4 == "07" && one == "udp")`, "");

/**
 * Returns a script that prints the sockets with one of these ports which do not listen, and their states. Linux gives
 * ports to outgoing connections too, and keeps one for a minute after its connection was closed.
 */
export function connectionsAt(ports: readonly number[]): string {
  const endings = ports.map((port) => port.toString(16).toUpperCase().padStart(4, "0")).join("|");
  return sockets(String.raw`$2 ~ /:(${endings})$/ && $4 != "0A" && ($4 != "07" || one == "tcp")`, '":" $4');
}

function sockets(condition: string, suffix: string): string {
  return String.raw`
for one in tcp udp; do
  cat /proc/net/$one /proc/net/"$one"6 2>/dev/null | awk -v one=$one '${condition} { print one ":" $2 ${suffix} }'
done | sort -u | tr '\n' ' '
`;
}

/** 127.0.0.1, and every address, as /proc/net has them on machines of either byte order; of IPv6 only the latter. */
const EVERYWHERE = /^0+$/;
const HERE = /^(0100007F|7F000001|0+)$/;
/** TCP connections that end, whose port is free a minute later: FIN_WAIT1, FIN_WAIT2, TIME_WAIT, LAST_ACK and CLOSING. */
const CLOSED: readonly string[] = ["04", "05", "06", "09", "0B"];

/** The holder of a port: a program that listens, an outgoing connection, or one that was closed less than a minute ago. */
export type Holder = "program" | "connection" | "closed connection";

/** Returns the ports that are in use. @param text output of {@link LISTENING} and {@link connectionsAt} */
export function takenPorts<T extends Omit<PublishedPort, "internal">>(
  ports: readonly T[],
  text: string,
): (T & { readonly holder: Holder })[] {
  const all = text.split(/\s+/).flatMap((one) => {
    const [protocol, address = "", port = "", state] = one.split(":");
    return port === "" ? [] : [{ protocol, address, port: parseInt(port, 16), holder: holderOf(state) }];
  });
  return ports.flatMap((port) => {
    const here = all.filter(
      (socket) => socket.port === port.external && socket.protocol === port.protocol && doMeet(port.ip, socket.address),
    );
    const holder = HOLDERS.find((one) => here.some((socket) => socket.holder === one));
    return holder ? [{ ...port, holder }] : [];
  });
}

/** The one that lasts longest comes first. */
const HOLDERS: readonly Holder[] = ["program", "connection", "closed connection"];

function holderOf(state: string | undefined): Holder {
  if (state === undefined) return "program";
  return CLOSED.includes(state) ? "closed connection" : "connection";
}

/** Says what has a port, as the end of a sentence. */
export const HOLDER_TEXT: Readonly<Record<Holder, string>> = {
  program: "is in use",
  connection: "is in use by an outgoing connection",
  "closed connection": "is in use, for up to a minute, by a connection that was closed",
};

/** Returns the command that shows what has a port: listening sockets and connections. `ss -l` would show no connections. */
export function holderCommand(port: number): string {
  return `sudo ss -tuanp 'sport = :${port}'`;
}

/** Returns whether a port at one address stops Docker from publishing it at another. */
function doMeet(ip: string, address: string): boolean {
  if (ip === LOOPBACK) return HERE.test(address);
  return ip === "0.0.0.0" || EVERYWHERE.test(address);
}

/** Returns the setting that chooses a port. */
export function settingOfPort({ internal }: Pick<PublishedPort, "internal">): "rpcPort" | "p2p.port" {
  return internal === RPC_PORT ? "rpcPort" : "p2p.port";
}
