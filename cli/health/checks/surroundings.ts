/** Judges what surrounds Docker on a host. Pure. */
import type { DockerProblem } from "../../../remote/docker-kind";
import { reserveCommand, takeablePorts } from "../../../remote/reserved-ports";
import { USUAL_MTU } from "../../../remote/route-mtu";
import { type Circumstances, diskProblem } from "../../../resources/host-ready/circumstances";
import { setCommand } from "../../../settings/commands";
import { publishedPorts } from "../../../settings/ports";
import type { Settings } from "../../../settings/schema";
import type { Finding } from "../finding";

/** OpenSSH's own: from 10 waiting logins on, some are dropped. */
const USUAL_STARTUPS = 10;

/** Reports a Docker in which the node's container cannot run. */
export function dockerFindings(problem: DockerProblem | undefined): Finding[] {
  return problem ? [{ check: "Docker", severity: "failure", ...problem }] : [];
}

/** Lists what can stop the node: only problems, because most hosts have none. */
export function surroundingFindings(found: Circumstances, settings: Settings, stack: string): Finding[] {
  return [
    ...firewall(found, settings),
    ...outgoing(found, settings),
    ...packets(found, stack),
    ...updates(found),
    ...disk(found, settings),
    ...logins(found, settings),
  ];
}

/** Judges the firewall. Published ports do not pass ufw's own rules, but those of DOCKER-USER, into which some set-ups hook ufw. */
function firewall({ ufw, dropped = 0, allowed }: Circumstances, { p2p }: Settings): Finding[] {
  const closed = ["tcp", "udp"].filter((protocol) => !allowed.split(" ").includes(protocol));
  if (dropped === 0 || closed.length === 0 || !p2p.enabled) return [];
  const message = `the firewall drops what it does not allow to containers (chain DOCKER-USER), and no rule allows ${p2p.port}/${closed.join(` and ${p2p.port}/`)}: peers do not reach the node`;
  const allow = (protocol: string) =>
    ufw === "active"
      ? `sudo ufw route allow proto ${protocol} from any to any port ${p2p.port}`
      : `sudo iptables -I DOCKER-USER -p ${protocol} --dport ${p2p.port} -j RETURN`;
  return [
    { check: "firewall", severity: "failure", message, remedy: `on the host: ${closed.map(allow).join(" && ")}` },
  ];
}

/** Warns of ports that outgoing connections can get: while one has it, Docker cannot publish it. */
function outgoing(found: Circumstances, settings: Settings): Finding[] {
  const ports = publishedPorts(settings).map(({ external }) => external);
  const open = takeablePorts(ports, found);
  if (open.length === 0) return [];
  const which = `${open.length === 1 ? "port" : "ports"} ${open.join(" and ")}`;
  const message = `Linux gives ${which} to outgoing connections too (it takes ${found.range.replace(" ", "–")}): while one has it, the node cannot start after an update or a reboot ("address already in use")`;
  return [{ check: "ports", severity: "warning", message, remedy: `on the host: ${reserveCommand(open, found)}` }];
}

function packets({ mtu = USUAL_MTU, networkMtu = USUAL_MTU }: Circumstances, stack: string): Finding[] {
  if (mtu >= networkMtu) return [];
  const message = `the host's route takes packets of ${mtu} bytes, and the stack's Docker network sends up to ${networkMtu}: connections by TLS can hang`;
  return [{ check: "MTU", severity: "warning", message, remedy: setCommand("dockerMtu", String(mtu), stack) }];
}

function updates({ upgrades = 0, excluded = 0, liveRestore }: Circumstances): Finding[] {
  if (upgrades === 0 || excluded > 0 || liveRestore) return [];
  const message =
    "unattended upgrades can restart Docker, and the node with it, at any time: also in the middle of a duty";
  const remedy = `on the host, add "live-restore": true to /etc/docker/daemon.json, then: sudo systemctl reload docker`;
  return [{ check: "OS updates", severity: "warning", message, remedy }];
}

/** Judges the data disk. On an empty directory in its place a node has no record of its signatures, and could sign twice. */
function disk(found: Circumstances, { storage: { path } }: Settings): Finding[] {
  const { there, mount, bootMount, dockerWaits = "" } = found;
  if (path === undefined || there === undefined) return [];
  const check = "data disk";
  const problem = diskProblem(path, found);
  if (problem) return [{ check, severity: "failure", ...problem }];
  if (!mount || mount === "/") return [];
  if (!bootMount) {
    const message = `the disk of ${path} (storage.path), ${mount}, is not in /etc/fstab: after a reboot it is missing, and the node with it`;
    return [{ check, severity: "warning", message, remedy: `on the host, add ${mount} to /etc/fstab` }];
  }
  // A directory below the mount point is not there without the disk, so Docker does not start the container.
  if (mount !== path || dockerWaits.split(" ").includes(path)) return [];
  const message = `${path} (storage.path) is a mount point: if the disk is missing at boot, Docker starts the node on the empty directory, without its record of signatures`;
  return [{ check, severity: "warning", message, remedy: `on the host: ${waitForDisk(path)}` }];
}

/** Returns the command that lets Docker start only with the disk. */
function waitForDisk(path: string): string {
  const file = "/etc/systemd/system/docker.service.d/aztec-data.conf";
  return `sudo install -d /etc/systemd/system/docker.service.d && printf '[Unit]\\nRequiresMountsFor=${path}\\n' | sudo tee ${file} && sudo systemctl daemon-reload`;
}

/** Warns if sshd drops logins: each command of Docker over SSH is a login. */
function logins({ maxStartups }: Circumstances, { host }: Settings): Finding[] {
  const start = Number(maxStartups.split(":")[0]);
  if (host.kind !== "ssh" || !maxStartups || start >= USUAL_STARTUPS) return [];
  const message = `its sshd drops logins when ${start} wait at once (MaxStartups ${maxStartups}): commands of \`up\` can fail`;
  const remedy = `on the host: echo 'MaxStartups 10:30:100' | sudo tee /etc/ssh/sshd_config.d/00-aztec.conf && sudo systemctl reload ssh`;
  return [{ check: "SSH", severity: "warning", message, remedy }];
}
