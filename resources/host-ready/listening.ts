/** Ports that programs of a host use already. */
import { LOOPBACK, type PublishedPort, RPC_PORT } from "../../settings/ports";

/** Prints the protocol, address and port of each socket that listens, in hexadecimal as the kernel has them. */
export const LISTENING = String.raw`
for one in tcp udp; do
  cat /proc/net/$one /proc/net/"$one"6 2>/dev/null | awk -v one=$one '($4 == "0A" && one == "tcp") || ($4 == "07" && one == "udp") { print one ":" $2 }'
done | sort -u | tr '\n' ' '
`;

/** 127.0.0.1, and every address, as /proc/net has them on machines of either byte order; of IPv6 only the latter. */
const EVERYWHERE = /^0+$/;
const HERE = /^(0100007F|7F000001|0+)$/;

/** Returns the ports that are in use. @param listening the output of LISTENING */
export function takenPorts<T extends Omit<PublishedPort, "internal">>(ports: readonly T[], listening: string): T[] {
  const sockets = listening.split(" ").flatMap((text) => {
    const [protocol, address = "", port = ""] = text.trim().split(":");
    return port === "" ? [] : [{ protocol, address, port: parseInt(port, 16) }];
  });
  return ports.filter(({ external, protocol, ip }) =>
    sockets.some((socket) => socket.port === external && socket.protocol === protocol && doMeet(ip, socket.address)),
  );
}

/** Whether a port at one address stops Docker from publishing it at another. */
function doMeet(ip: string, address: string): boolean {
  if (ip === LOOPBACK) return HERE.test(address);
  return ip === "0.0.0.0" || EVERYWHERE.test(address);
}

/** Returns the setting that chooses a port. */
export function settingOfPort({ internal }: Pick<PublishedPort, "internal">): "rpcPort" | "p2p.port" {
  return internal === RPC_PORT ? "rpcPort" : "p2p.port";
}
