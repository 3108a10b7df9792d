/** The MTU of the default route: a container network with a larger one loses packets, so that connections by TLS hang. */
import { execFileSync, type StdioOptions } from "node:child_process";

/** MTU of Docker's networks, and of Ethernet. */
export const USUAL_MTU = 1500;

/** Script that prints the MTU of the default route; nothing if there is none. */
export const ROUTE_MTU = String.raw`
device=$(awk '$2 == "00000000" { print $1; exit }' /proc/net/route)
mtu=$(PATH=$PATH:/usr/sbin:/sbin ip route show default | sed -n 's/.* mtu \([0-9]*\).*/\1/p' | head -n 1)
if [ -n "$mtu" ]; then echo "$mtu"; else cat "/sys/class/net/$device/mtu"; fi
`;

/** Returns the MTU that a Docker network needs, by the output of {@link ROUTE_MTU}; undefined if Docker's own is right. */
export function neededMtu(text: string): number | undefined {
  const mtu = /^\d+$/.test(text.trim()) ? Number(text) : USUAL_MTU;
  // A route to the internet takes at least 576 bytes.
  return mtu < USUAL_MTU && mtu >= 576 ? mtu : undefined;
}

/** Returns the same for this machine; undefined where that cannot be read. */
export function neededMtuHere(): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
    return neededMtu(execFileSync("sh", ["-c", ROUTE_MTU], { encoding: "utf8", stdio, timeout: 10_000 }));
  } catch {
    return undefined;
  }
}
