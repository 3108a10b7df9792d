/** Looks at what surrounds Docker on a host and can stop a node: firewall, network, updates, disks, SSH. */
import { z } from "zod";
import { LOOK_AT_OUTGOING } from "../../remote/reserved-ports";
import { ROUTE_MTU } from "../../remote/route-mtu";
import { connectionsAt } from "../../remote/sockets";
import { readPairs } from "./script";

/** The subjects of the script. */
interface Surroundings {
  /** Directory of the data; undefined for a volume of Docker's. */
  readonly directory: string | undefined;
  /** The node's p2p port. */
  readonly port: number;
  /** All ports of the host that the node has. */
  readonly ports: readonly number[];
  /** The stack's Docker network, which may not exist. */
  readonly network: string;
}

/**
 * Returns a script that prints facts, one `name=value` a line. What the user may not read is empty.
 *
 * @param surroundings without quotes in any text: the settings' types see to that
 */
export function lookAround({ directory, port, ports, network }: Surroundings): string {
  return String.raw`
say() { printf '%s=%s\n' "$1" "$2"; }
sudo() { if [ "$(id -u)" = 0 ]; then "$@"; else command sudo -n "$@"; fi; }
PATH=$PATH:/usr/sbin:/sbin
exec 2>/dev/null
${LOOK_AT_OUTGOING}
say connections "$(${ports.length === 0 ? "" : connectionsAt(ports)})"
say ufw "$(sudo ufw status | sed -n 's/^Status: //p')"
say dropped "$(sudo iptables -S DOCKER-USER | grep -cE -- '-j (DROP|REJECT)')"
rules=$(sudo iptables -S DOCKER-USER; sudo iptables -S ufw-user-forward)
say allowed "$(printf '%s\n' "$rules" | grep -E -- 'dport ${port} .*-j (ACCEPT|RETURN)' | grep -oE -- '-p (tcp|udp)' | cut -c 4- | sort -u | tr '\n' ' ')"
say mtu "$(${ROUTE_MTU})"
say networkMtu "$(docker network inspect ${network} --format '{{index .Options "com.docker.network.driver.mtu"}}' | grep -xE '[0-9]+')"
say upgrades "$(command -v unattended-upgrade >/dev/null && apt-config dump APT::Periodic::Unattended-Upgrade | sed -n 's/.*"\([0-9]*\)".*/\1/p')"
say excluded "$(apt-config dump Unattended-Upgrade::Package-Blacklist | grep -ciE 'docker|containerd')"
say liveRestore "$(docker info --format '{{.LiveRestoreEnabled}}')"
say maxStartups "$(sudo sshd -T | sed -n 's/^maxstartups //p')"
${directory === undefined ? "" : lookAtDisk(directory)}`;
}

/** Prints the mount points of a directory: the present one, and the one that the host mounts at its boot. */
export function lookAtDisk(directory: string): string {
  return String.raw`
say() { printf '%s=%s\n' "$1" "$2"; }
say there "$([ -d ${directory} ] && echo yes)"
at=${directory}; while [ ! -e "$at" ]; do at=$(dirname "$at"); done
say mount "$(findmnt --noheadings --output TARGET --target "$at")"
say bootMount "$(findmnt --fstab --noheadings --raw --output TARGET | while read -r at; do case ${directory}/ in "$at"/*) echo "$at";; esac; done | sort | tail -n 1)"
say dockerWaits "$(systemctl show docker --property RequiresMountsFor --value)"
`;
}

/** A directory's mount points, as the script prints them. */
interface Mounts {
  readonly there?: boolean | undefined;
  readonly mount?: string | undefined;
  readonly bootMount?: string | undefined;
}

/** The reason why a node must not start on a directory: the disk or the directory is missing. */
export interface DiskProblem {
  readonly message: string;
  readonly remedy: string;
}

/** Returns why a node must not start on a directory. On an empty one it would have no record of its signatures. */
export function diskProblem(directory: string, { there, mount, bootMount }: Mounts): DiskProblem | undefined {
  if (there === undefined) return undefined;
  // Both contain the directory, so the longer one is the inner one. A disk that is not in /etc/fstab can be inside one that is.
  if (bootMount && mount && mount.length < bootMount.length) {
    const message = `the disk of ${directory} (storage.path), ${bootMount}, is not mounted: a node would start on an empty directory, without its record of signatures`;
    return { message, remedy: `on the host: sudo mount ${bootMount}` };
  }
  if (there) return undefined;
  const message = `${directory} (storage.path) does not exist on the host: the node cannot start`;
  return { message, remedy: `on the host, with its disk mounted: sudo mkdir -p ${directory}` };
}

/** Parses what {@link lookAtDisk} prints; empty if it is something else. */
export function readMounts(text: string): Mounts {
  const { there, mount, bootMount } = readPairs(text);
  return { there: there === undefined ? undefined : there === "yes", mount, bootMount };
}

const yes = z.string().transform((text) => text === "yes");
const number = z.string().transform((text) => (/^\d+$/.test(text) ? Number(text) : undefined));

const circumstancesSchema = z.object({
  /** First and last port that outgoing connections get, and the ports among them that none gets. */
  range: z.string(),
  reserved: z.string(),
  /** Connections that have a port of the node, see remote/sockets.ts. */
  connections: z.string(),
  /** Status of ufw: active, inactive; empty if it is not there or cannot be read. */
  ufw: z.string(),
  /** Number of rules in Docker's own chain that drop packets. */
  dropped: number,
  /** Protocols of the p2p port that a rule allows: `tcp udp`. */
  allowed: z.string(),
  /** MTU of the default route. */
  mtu: number,
  /** MTU that the stack's Docker network has as an option. */
  networkMtu: number,
  /** Days between two unattended upgrades; 0 if they are off. */
  upgrades: number,
  /** Number of excluded packages that are Docker's. */
  excluded: number,
  liveRestore: z.string().transform((text) => text === "true"),
  /** `10:30:100`: logins that wait, from which number on some are dropped, with which percentage, and all. */
  maxStartups: z.string(),
  /** Whether the data directory exists; undefined for a volume. */
  there: yes.optional(),
  mount: z.string().optional(),
  bootMount: z.string().optional(),
  /** Directories whose mounts Docker waits for. */
  dockerWaits: z.string().optional(),
});
export type Circumstances = z.output<typeof circumstancesSchema>;

/** Parses the output of the script. @throws if it is something else */
export function readCircumstances(text: string): Circumstances {
  return circumstancesSchema.parse(readPairs(text));
}
